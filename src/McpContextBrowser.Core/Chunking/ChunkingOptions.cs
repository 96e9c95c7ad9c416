namespace McpContextBrowser.Core.Chunking;

/// <summary>Sizes of chunks, in UTF-16 units of text.</summary>
public sealed record ChunkingOptions
{
    private const int Largest = 100_000;

    /// <summary>From this size on a chunk ends before the next definition at the margin or one level in.</summary>
    /// <value>Default 700. Range 1 to <see cref="Limit"/>.</value>
    public int Comfortable { get; init; } = 700;

    /// <summary>No chunk is larger.</summary>
    /// <value>Default 2,000. Range 200 to 100,000. Measured: 1,500 to 3,000 differ by less than 0.01 NDCG.</value>
    public int Limit { get; init; } = 2000;

    /// <summary>What a chunk keeps at least when it is cut back to a better border.</summary>
    /// <value>Default 350. Range 1 to <see cref="Comfortable"/>.</value>
    public int Least { get; init; } = 350;

    /// <summary>All that is wrong with these values, one sentence each; empty when usable.</summary>
    public IEnumerable<string> Problems()
    {
        if (Limit is < 200 or > Largest)
        {
            yield return $"chunking.limit is {Limit}; use 200 to {Largest}.";
        }

        if (Comfortable < 1 || Comfortable > Limit)
        {
            yield return $"chunking.comfortable is {Comfortable}; use 1 to chunking.limit, which is {Limit}.";
        }

        if (Least < 1 || Least > Comfortable)
        {
            yield return $"chunking.least is {Least}; use 1 to chunking.comfortable, which is {Comfortable}.";
        }
    }
}
