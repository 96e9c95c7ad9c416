namespace McpContextBrowser.ModelBuilder;

/// <summary>Numbers that look random and are the same on every machine.</summary>
internal static class Hash
{
    /// <summary>The output function of SplitMix64 (Steele, Lea and Flood, 2014), one step on: a bijection that spreads every bit.</summary>
    public static ulong Mix(ulong value)
    {
        value += 0x9E37_79B9_7F4A_7C15;
        value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
        return value ^ (value >> 31);
    }

    /// <summary>A number for one place in a run, whatever was drawn before it: so threads need no order.</summary>
    public static ulong At(ulong seed, ulong first, ulong second) => Mix(Mix(Mix(seed) ^ first) ^ second);

    /// <returns>0 ≤ x &lt; 1, on a grid of 2⁻²⁴.</returns>
    public static float Unit(ulong hash) => (hash >> 40) * (1f / (1 << 24));

    /// <returns>0 ≤ i &lt; count.</returns>
    public static int Below(ulong hash, int count) => (int)(((hash >> 32) * (ulong)count) >> 32);

    /// <summary>Brings a list into random order (Fisher and Yates).</summary>
    public static void Shuffle<T>(Span<T> items, ulong seed)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var other = Below(Mix(seed + (ulong)i), i + 1);
            (items[i], items[other]) = (items[other], items[i]);
        }
    }
}
