namespace McpContextBrowser.Core.Store;

/// <summary>What the store knows of a tree beside its files.</summary>
public sealed record TreeInfo
{
    /// <summary>Real path of the folder, or the commit's id.</summary>
    public required string Root { get; init; }

    public TreeKind Kind { get; init; }

    /// <summary>Further ignore patterns it was indexed with.</summary>
    public IReadOnlyList<string> IgnorePatterns { get; init; } = [];

    /// <summary>When the last commit to it was made.</summary>
    public DateTimeOffset? IndexedAt { get; init; }

    /// <summary>True when the last walk of the whole tree was committed to its end.</summary>
    public bool Complete { get; init; }

    /// <summary>What stopped the last indexing run; empty when it came to its end.</summary>
    public string LastError { get; init; } = "";

    /// <summary>Sequence number of its last commit; 0 before the first.</summary>
    public long Sequence { get; init; }
}
