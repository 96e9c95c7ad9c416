namespace McpContextBrowser.Core;

/// <summary>Hits, and how far the answer can be trusted.</summary>
public sealed record SearchAnswer
{
    /// <summary>Best first.</summary>
    public required IReadOnlyList<SearchHit> Hits { get; init; }

    public required Coverage Coverage { get; init; }

    /// <summary>True when every file was checked against the disk in this call.</summary>
    public required bool Fresh { get; init; }

    /// <summary>Why less than the full search was done (no vectors, for example); null when nothing was missing.</summary>
    public string? Degraded { get; init; }

    /// <summary>Names of the question that occur nowhere, each checked in every file; empty when all occur or none was asked for.</summary>
    public IReadOnlyList<AbsentName> Absent { get; init; } = [];

    /// <summary>True when no word of the question occurs in what was searched: the hits are near to it in meaning alone, which may be far.</summary>
    public bool NoWordOccurs { get; init; }

    /// <summary>
    /// What was left out and by which rule; null unless the answer is thin: empty, short, or a name is absent. First the most frequent
    /// rule of each reason, so that a short list still has every reason, then the others.
    /// </summary>
    public IReadOnlyList<SkippedGroup>? SkippedBy { get; init; }

    /// <summary>Paths that were left out by rules which <see cref="SkippedBy"/> has no room to name.</summary>
    public int SkippedByOthers { get; init; }

    /// <summary>True when something was found of which not even a place fits into the token limit.</summary>
    public bool NothingFits { get; init; }

    /// <summary>Continues the answer; null when nothing is left or no token limit was given.</summary>
    public string? Cursor { get; init; }

    /// <summary>Places that would have been shown had this caller not seen them, as <c>path:first-last</c>.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>Sentences the caller should read.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
