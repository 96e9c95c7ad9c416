namespace McpContextBrowser.Core;

/// <summary>Asks for a folder to be brought into the index, or up to date.</summary>
public sealed record IndexRequest
{
    /// <summary>Folder to index, absolute or relative to the working directory of the process.</summary>
    public required string Root { get; init; }

    /// <summary>Reads and derives every file again, whatever the stamps say.</summary>
    public bool Force { get; init; }

    /// <summary>Further patterns in .gitignore syntax, anchored at the root; remembered with the tree.</summary>
    public IReadOnlyList<string>? IgnorePatterns { get; init; }
}
