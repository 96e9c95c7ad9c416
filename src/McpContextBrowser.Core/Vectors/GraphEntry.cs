namespace McpContextBrowser.Core.Vectors;

/// <summary>Where walks begin: a node of the highest layer.</summary>
/// <param name="Node">−1 in an empty graph.</param>
/// <param name="Layer">The node's highest layer, and the graph's.</param>
internal readonly record struct GraphEntry(int Node, int Layer)
{
    public static GraphEntry None => new(-1, -1);

    public bool IsNone => Node < 0;
}
