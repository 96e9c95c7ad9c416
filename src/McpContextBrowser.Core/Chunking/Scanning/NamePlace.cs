namespace McpContextBrowser.Core.Chunking.Scanning;

/// <summary>Where a name was found.</summary>
/// <param name="Token">Its token; -1 when there is none.</param>
/// <param name="Start">First character.</param>
/// <param name="Length">Characters.</param>
/// <param name="Body">The brace that opens the body, where the search had to find it; else -1.</param>
internal readonly record struct NamePlace(int Token, int Start, int Length, int Body = -1)
{
    public static readonly NamePlace Nowhere = new(-1, 0, 0);

    /// <summary>What a qualified name says it belongs to.</summary>
    public int OwnerStart { get; init; }

    public int OwnerLength { get; init; }
}
