namespace McpContextBrowser.Evaluation;

/// <summary>What a commit did to one file.</summary>
/// <param name="Path">Below the top of the repository, with <c>/</c>.</param>
/// <param name="Blob">Name of the content it has after the commit; all zeros when it was removed.</param>
internal sealed record PastChange(string Path, string Blob);
