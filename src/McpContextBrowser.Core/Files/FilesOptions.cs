using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Files;

/// <summary>What a walk takes in. A repository's own <c>ctxb.json</c> may set these.</summary>
public sealed record FilesOptions
{
    /// <summary>Bytes that a file of code may always have: one long file of it is worth more than as much data.</summary>
    public const int CodeBytes = 4 << 20;

    /// <summary>
    /// Files above this size are skipped as <see cref="SkipReason.TooLarge"/> without being opened; code
    /// (<see cref="LanguageTable.IsCode"/>) only above <see cref="CodeBytes"/> when that is more.
    /// </summary>
    /// <value>Bytes. Default 1 MiB. Range 1 KiB to 64 MiB.</value>
    public int MaxFileBytes { get; init; } = 1 << 20;

    /// <summary>Folders deeper below the root are skipped as <see cref="SkipReason.TooDeep"/>.</summary>
    /// <value>Default 256. Range 1 to 512: a walk holds one file handle a level.</value>
    public int MaxDepth { get; init; } = 256;

    /// <summary>Walk into <c>node_modules</c>.</summary>
    public bool IncludeNodeModules { get; init; }

    /// <summary>Walk into submodules, worktrees and other repositories below the root.</summary>
    public bool IncludeNestedRepositories { get; init; }

    /// <summary>
    /// Looks for secrets: replaces those it finds, and skips files that are nothing else. Without it they stand in the index as they are;
    /// what goes to a provider is looked through all the same.
    /// </summary>
    /// <value>Default true. Never for a repository to say.</value>
    public bool ScanForSecrets { get; init; } = true;

    /// <summary>Patterns of <c>.gitignore</c> syntax as if in the root; stronger than every ignore file.</summary>
    public IReadOnlyList<string> IgnorePatterns { get; init; } = [];

    /// <summary>Ignore rules match letters regardless of case, as git does on systems whose file names do.</summary>
    /// <value>Default true on Windows and macOS only.</value>
    public bool IgnoreCase { get; init; } = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS();

    /// <summary>The size limit of a file.</summary>
    public int MaxBytesOf(RelativePath path) => LanguageTable.IsCode(LanguageTable.ForPath(path)) ? Math.Max(CodeBytes, MaxFileBytes) : MaxFileBytes;

    /// <summary>All that is wrong with these values, one sentence each; empty when usable.</summary>
    public IEnumerable<string> Problems()
    {
        if (MaxFileBytes is < 1 << 10 or > 64 << 20)
        {
            yield return $"files.maxFileBytes is {MaxFileBytes}; use 1024 to 67108864.";
        }

        if (MaxDepth is < 1 or > 512)
        {
            yield return $"files.maxDepth is {MaxDepth}; use 1 to 512.";
        }

        for (var i = 0; i < IgnorePatterns.Count; i++)
        {
            if (IgnorePatterns[i].AsSpan().ContainsAny('\n', '\0'))
            {
                yield return $"files.ignorePatterns[{i}] holds a line break or a NUL; give one pattern an entry.";
            }
        }
    }
}
