namespace McpContextBrowser.ModelBuilder.Repositories;

/// <summary>A commit as it is learnt from.</summary>
/// <param name="Subject">First line of its message.</param>
/// <param name="Hunks">By file: the changed lines and those around them, without the marks of a diff.</param>
internal sealed record SnapshotCommit(string Subject, IReadOnlyList<(string Path, string Lines)> Hunks);
