namespace McpContextBrowser.Core.Lexical;

/// <summary>
/// Turns text into terms: each word of an identifier stemmed, and each identifier of several words once more as a whole
/// (<c>parseHttpHeader</c>: pars, http, head, =parsehttpheader). Source: docs/ranking.md, “Text to terms”.
/// </summary>
/// <remarks>
/// For one thread. Identifiers repeat, so their terms are remembered under the hash of their spelling: a text costs one pass
/// over its characters and a look-up for each identifier, and allocates nothing.
/// </remarks>
public sealed class Analyzer
{
    internal const int LongestWord = 40;
    internal const int LongestNumber = 6;
    private const int ShortestCompound = 4;
    private const int CacheSlots = 1 << 12; // 256 KiB: stays in the second-level cache of one core
    private const int SlotLength = 8; // spelling, then up to seven terms; unused ones are zero

    private readonly ulong[] _cache = new ulong[CacheSlots * SlotLength];
    private ulong[] _terms = new ulong[1024];
    private int _count;

    /// <summary>The terms of a text in order, repeated as often as they occur.</summary>
    /// <returns>Memory of this analyser, valid until its next call.</returns>
    public ReadOnlySpan<ulong> Analyze(ReadOnlySpan<char> text)
    {
        _count = 0;
        var identifiers = new IdentifierReader(text);
        while (identifiers.MoveNext())
        {
            if (identifiers.IsIdeographs)
            {
                AddIdeographs(identifiers.Current);
            }
            else
            {
                AddIdentifier(identifiers.Current, identifiers.Hash);
            }
        }

        return _terms.AsSpan(0, _count);
    }

    private void AddIdentifier(ReadOnlySpan<char> identifier, ulong spelling)
    {
        var slot = _cache.AsSpan((int)(spelling >> 52) * SlotLength, SlotLength);
        if (slot[0] == spelling)
        {
            EnsureRoom(SlotLength);
            for (var i = 1; i < SlotLength && slot[i] != 0; i++)
            {
                _terms[_count++] = slot[i];
            }

            return;
        }

        var first = _count;
        Split(identifier);
        var terms = _terms.AsSpan(first, _count - first);
        if (terms.Length < SlotLength)
        {
            slot.Clear();
            slot[0] = spelling;
            terms.CopyTo(slot[1..]);
        }
    }

    private void Split(ReadOnlySpan<char> identifier)
    {
        EnsureRoom(identifier.Length + 1);
        var count = 0;
        var words = new WordReader(identifier);
        while (words.MoveNext())
        {
            count++;
            if (IsKept(words.Current, words.IsNumber))
            {
                _terms[_count++] = TermOf(words.Current);
            }
        }

        if (IsCompound(identifier, count))
        {
            _terms[_count++] = Terms.OfCompound(identifier);
        }
        else if (IsSingleLetter(identifier, count))
        {
            _terms[_count++] = TermOf(identifier.Trim('_'));
        }
    }

    /// <summary>Every ideograph and every pair of neighbours: a query of one character and one of many both find their text.</summary>
    private void AddIdeographs(ReadOnlySpan<char> run)
    {
        EnsureRoom(2 * run.Length);
        for (var i = 0; i < run.Length; i++)
        {
            _terms[_count++] = Terms.OfWord(run.Slice(i, 1));
            if (i + 1 < run.Length)
            {
                _terms[_count++] = Terms.OfWord(run.Slice(i, 2));
            }
        }
    }

    internal static bool IsKept(ReadOnlySpan<char> word, bool isNumber) =>
        isNumber ? word.Length <= LongestNumber : word.Length is >= 2 and <= LongestWord;

    /// <summary>True when an identifier of this many words is a term as a whole too.</summary>
    internal static bool IsCompound(ReadOnlySpan<char> identifier, int words) => words > 1 && identifier.Length >= ShortestCompound;

    /// <summary>A letter inside a longer identifier says nothing; a name of one letter is a name.</summary>
    internal static bool IsSingleLetter(ReadOnlySpan<char> identifier, int words) =>
        words == 1 && identifier.Trim('_') is { Length: 1 } letter && !char.IsAsciiDigit(letter[0]);

    internal static ulong TermOf(ReadOnlySpan<char> word)
    {
        Span<char> lower = stackalloc char[LongestWord];
        lower = lower[..word.Length];
        for (var i = 0; i < word.Length; i++)
        {
            lower[i] = CharClasses.ToLower(word[i]);
        }

        return Terms.OfWord(lower[..Stemmer.StemLength(lower)]);
    }

    private void EnsureRoom(int more)
    {
        if (_count + more > _terms.Length)
        {
            Array.Resize(ref _terms, Math.Max(_terms.Length * 2, _count + more));
        }
    }
}
