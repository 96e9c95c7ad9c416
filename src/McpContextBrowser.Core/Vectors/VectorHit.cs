namespace McpContextBrowser.Core.Vectors;

/// <summary>One id that a search found.</summary>
/// <param name="Id">The id the vector was added with.</param>
/// <param name="Score">Larger is nearer: cosine or inner product as it is, squared distance negated.</param>
public readonly record struct VectorHit(int Id, float Score);
