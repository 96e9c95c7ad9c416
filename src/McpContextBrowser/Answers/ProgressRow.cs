namespace McpContextBrowser.Answers;

/// <summary>How far an indexing run is.</summary>
internal sealed record ProgressRow(int FilesDone, int FilesToDo, int Chunks);
