namespace McpContextBrowser.Core.Lexical;

/// <summary>
/// What the index calls a term: the 40-bit hash of its final form (a stemmed word, or a compound). Text is never kept in
/// postings, so nothing but the hash has to be compared, stored or sealed.
/// </summary>
/// <remarks>
/// Among a million distinct terms 0.5 pairs are expected to share a hash (n²/2⁴¹); such a pair shares its statistics, and a
/// query meets it once in a million terms. The hash is part of the stored format: changing it is a new
/// <see cref="ContentTermsBuilder.Version"/>.
/// </remarks>
public static class Terms
{
    /// <summary>Bits of a term; the five bytes in which <see cref="ContentTermsBuilder"/> writes it.</summary>
    public const int Bits = 40;

    private const ulong Seed = 0xcbf29ce484222325;
    private const ulong Multiplier = 0x9e3779b97f4a7c15;

    /// <summary>The term of a word.</summary>
    /// <param name="stem">In lower case and stemmed.</param>
    public static ulong OfWord(ReadOnlySpan<char> stem)
    {
        var hash = Seed;
        foreach (var c in stem)
        {
            hash = Step(hash, c);
        }

        return Finish(hash);
    }

    /// <summary>The term of a whole identifier of several words: <c>=</c>, then the identifier in lower case without <c>_</c>.</summary>
    /// <param name="identifier">As written.</param>
    public static ulong OfCompound(ReadOnlySpan<char> identifier)
    {
        var hash = Step(Seed, '=');
        foreach (var c in identifier)
        {
            if (c != '_')
            {
                hash = Step(hash, CharClasses.ToLower(c));
            }
        }

        return Finish(hash);
    }

    private static ulong Step(ulong hash, char c) => (hash ^ c) * Multiplier;

    // Multiplication carries upwards only: the shifts bring the high bits down before they are cut off (MurmurHash3 finaliser).
    private static ulong Finish(ulong hash)
    {
        hash ^= hash >> 33;
        hash *= 0xff51afd7ed558ccd;
        hash ^= hash >> 33;
        hash *= 0xc4ceb9fe1a85ec53;
        hash ^= hash >> 33;
        return hash >> (64 - Bits);
    }
}
