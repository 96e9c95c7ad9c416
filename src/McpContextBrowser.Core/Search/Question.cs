namespace McpContextBrowser.Core.Search;

/// <summary>What is asked of one tree.</summary>
public sealed record Question
{
    /// <summary>Words, an identifier, or pasted text.</summary>
    public required string Text { get; init; }

    /// <summary>Most rows wanted, 1 to 1,000.</summary>
    public int Limit { get; init; } = 10;

    /// <summary>Says of each place whether it may answer; null allows all. Statistics stay those of the whole tree.</summary>
    public Func<Store.Place, bool>? Filter { get; init; }

    /// <summary>Adds the terms to the reasons.</summary>
    public bool Explain { get; init; }
}
