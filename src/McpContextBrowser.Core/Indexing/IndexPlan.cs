using McpContextBrowser.Core.Embedding.Providers;

namespace McpContextBrowser.Core.Indexing;

/// <summary>What an indexing run would do, found out by reading the tree without writing or sending anything.</summary>
/// <param name="Root">Real path of the folder.</param>
/// <param name="Files">Files that would be read.</param>
/// <param name="Unchanged">Files that are indexed as they are.</param>
/// <param name="Embedding">What embedding would take: chunks that the store has no vectors of.</param>
public sealed record IndexPlan(string Root, int Files, int Unchanged, EmbeddingPlan Embedding);
