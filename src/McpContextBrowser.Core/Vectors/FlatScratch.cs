namespace McpContextBrowser.Core.Vectors;

/// <summary>What one exact search writes to while it runs; pooled, so that a search allocates nothing.</summary>
internal sealed class FlatScratch(int dimensions) : IDisposable
{
    public PreparedQuery Query { get; } = new(dimensions);

    public NearestNodes Candidates { get; } = new();

    public NearestNodes Rescored { get; } = new();

    public void Dispose() => Query.Dispose();
}
