namespace McpContextBrowser.Core.Files;

/// <summary>What the ignore rules say about one path.</summary>
/// <param name="Pattern">The line that decided; null when none matched.</param>
/// <param name="FromGit">The line is git's (.gitignore, info/exclude), so it says nothing about a tracked file.</param>
internal readonly record struct IgnoreVerdict(IgnorePattern? Pattern, bool FromGit)
{
    public bool Ignored => Pattern is { Negative: false };

    /// <summary><c>file:line:pattern</c>; null when no line matched.</summary>
    public string? Rule => Pattern?.Rule;
}
