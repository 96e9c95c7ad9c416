namespace McpContextBrowser.Core.Chunking.Scanning;

/// <summary>The words of a language by their text: open addressing over length, first and last letter.</summary>
/// <remarks>Most words of a program are no keywords; nearly all of them meet an empty slot at once.</remarks>
internal sealed class WordTable
{
    private readonly byte[] _slots;
    private readonly WordEntry[] _entries;
    private readonly StringComparison _comparison;
    private readonly int _fold;

    /// <param name="entries">At most 255, the first being the empty entry.</param>
    /// <param name="ignoreCase">Whether ASCII letters of either case are the same.</param>
    public WordTable(WordEntry[] entries, bool ignoreCase)
    {
        _entries = entries;
        _comparison = ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        _fold = ignoreCase ? 0x20 : 0;
        _slots = new byte[1024];
        for (var i = 1; i < entries.Length; i++)
        {
            var slot = Hash(entries[i].Text);
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & (_slots.Length - 1);
            }

            _slots[slot] = (byte)i;
        }
    }

    /// <returns>Index of the entry, 0 when the language gives <paramref name="word"/> no meaning.</returns>
    public byte Find(ReadOnlySpan<char> word)
    {
        for (var slot = Hash(word); ; slot = (slot + 1) & (_slots.Length - 1))
        {
            var entry = _slots[slot];
            if (entry == 0 || word.Equals(_entries[entry].Text, _comparison))
            {
                return entry;
            }
        }
    }

    private int Hash(ReadOnlySpan<char> word)
    {
        var first = word[0] | _fold;
        var last = word[^1] | _fold;
        var middle = word[word.Length >> 1] | _fold;
        return ((first * 67) ^ (last * 29) ^ (middle * 7) ^ (word.Length << 5)) & (_slots.Length - 1);
    }
}
