namespace McpContextBrowser.Core.Search;

/// <summary>A file with its final score, before its chunks are looked at.</summary>
internal readonly record struct ScoredFile(int Place, double Score, FileReasons Reasons);
