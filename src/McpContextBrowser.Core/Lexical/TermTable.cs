namespace McpContextBrowser.Core.Lexical;

/// <summary>Numbers terms 0, 1, 2 … in the order of first occurrence: an open hash table, cleared without touching its memory.</summary>
internal sealed class TermTable
{
    private const int FirstSlots = 1024;

    private int[] _slots = new int[FirstSlots]; // term number + 1 + _offset; anything not above _offset is free
    private ulong[] _terms = new ulong[FirstSlots / 2];
    private int _offset;

    public int Count { get; private set; }

    /// <summary>The terms by number.</summary>
    public ReadOnlySpan<ulong> Terms => _terms.AsSpan(0, Count);

    public void Clear()
    {
        _offset += Count;
        Count = 0;
        if (_offset > int.MaxValue / 2)
        {
            Array.Clear(_slots);
            _offset = 0;
        }
    }

    /// <summary>The number of a term, a new one when it was not seen.</summary>
    public int NumberOf(ulong term)
    {
        var mask = _slots.Length - 1;
        for (var slot = (int)term & mask; ; slot = (slot + 1) & mask)
        {
            var number = _slots[slot] - _offset - 1;
            if (number < 0)
            {
                return Insert(term, slot);
            }

            if (_terms[number] == term)
            {
                return number;
            }
        }
    }

    private int Insert(ulong term, int slot)
    {
        if (Count == _terms.Length)
        {
            Grow();
            return NumberOf(term);
        }

        _terms[Count++] = term;
        _slots[slot] = _offset + Count;
        return Count - 1;
    }

    private void Grow()
    {
        Array.Resize(ref _terms, 2 * _terms.Length);
        _slots = new int[2 * _slots.Length];
        _offset = 0;
        var mask = _slots.Length - 1;
        for (var number = 0; number < Count; number++)
        {
            var slot = (int)_terms[number] & mask;
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            _slots[slot] = number + 1;
        }
    }
}
