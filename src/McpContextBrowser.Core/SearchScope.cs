namespace McpContextBrowser.Core;

/// <summary>Narrows a search. Empty lists allow all; several lists must all agree.</summary>
public sealed record SearchScope
{
    /// <summary>Extensions with or without their dot, any case: <c>cs</c>, <c>.ts</c>.</summary>
    public IReadOnlyList<string> Extensions { get; init; } = [];

    /// <summary>Language ids such as <c>csharp</c>.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>Globs over the path below the root, .gitignore syntax: <c>src/**/*.cs</c>.</summary>
    public IReadOnlyList<string> Globs { get; init; } = [];

    /// <summary>Folders or files below the root.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    public bool IsEmpty => Extensions.Count == 0 && Languages.Count == 0 && Globs.Count == 0 && Paths.Count == 0;
}
