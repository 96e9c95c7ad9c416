namespace McpContextBrowser.Core.Indexing;

/// <summary>How far an indexing run is. Reported a few times a second, from any thread.</summary>
/// <param name="FilesSeen">Files met by the walk so far.</param>
/// <param name="FilesToDo">Of these, new or changed.</param>
/// <param name="FilesDone">Of those to do, committed.</param>
/// <param name="Chunks">Chunks committed.</param>
/// <param name="WalkFinished">True when <paramref name="FilesToDo"/> is final.</param>
public readonly record struct IndexProgress(int FilesSeen, int FilesToDo, int FilesDone, int Chunks, bool WalkFinished)
{
    /// <summary>True while another process writes to the index and this one waits for its turn.</summary>
    public bool WaitsForWriter { get; init; }
}
