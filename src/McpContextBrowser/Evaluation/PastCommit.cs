namespace McpContextBrowser.Evaluation;

/// <summary>A commit with one parent.</summary>
/// <param name="Id">Its full name, hexadecimal.</param>
/// <param name="Message">As written.</param>
/// <param name="Changes">What it did to files.</param>
internal sealed record PastCommit(string Id, string Message, IReadOnlyList<PastChange> Changes);
