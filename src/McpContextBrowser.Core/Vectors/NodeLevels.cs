namespace McpContextBrowser.Core.Vectors;

/// <summary>The highest layer of each node (the paper's l): −ln(u) / ln(M), with u drawn from the node's number.</summary>
internal static class NodeLevels
{
    /// <summary>Reached by one node in M^15: only a bound for what a snapshot may claim.</summary>
    public const int Highest = 15;

    /// <param name="node">Slot; the same slot always has the same level, so that builds repeat.</param>
    /// <param name="links">The paper's M.</param>
    public static int Of(int node, int links)
    {
        // SplitMix64 (Steele, Lea, Flood 2014) of the number: even draws for numbers that follow each other.
        var bits = ((ulong)node + 1) * 0x9E3779B97F4A7C15;
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        bits ^= bits >> 31;
        var even = ((bits >> 11) + 1) * (1.0 / (1L << 53));
        return Math.Min(Highest, (int)(-Math.Log(even) / Math.Log(links)));
    }
}
