namespace McpContextBrowser.Core.Search;

/// <summary>How common a query term is in what is searched; files that have it in their path only are not counted.</summary>
/// <param name="Chunks">df.</param>
/// <param name="Files">dF.</param>
internal readonly record struct TermStatistics(int Chunks, int Files)
{
    public static TermStatistics operator +(TermStatistics a, TermStatistics b) => new(a.Chunks + b.Chunks, a.Files + b.Files);

    public static TermStatistics operator -(TermStatistics a, TermStatistics b) => new(a.Chunks - b.Chunks, a.Files - b.Files);

    /// <summary>BM25's inverse frequency: ln(1 + (n − df + ½)/(df + ½)).</summary>
    public static double Rarity(int total, int having) => Math.Log(1 + (total - having + 0.5) / (having + 0.5));
}
