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

    /// <summary>Sentences the caller should read.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
