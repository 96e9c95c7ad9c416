using System.Runtime.InteropServices;

namespace McpContextBrowser.Core.Lexical;

/// <summary>
/// Walks a text from identifier to identifier: maximal runs of letters, digits and <c>_</c>, or runs of ideographs.
/// Runs longer than <see cref="LongestIdentifier"/> are passed over: they are data, not names.
/// </summary>
/// <param name="text">Any text; nothing is copied.</param>
internal ref struct IdentifierReader(ReadOnlySpan<char> text)
{
    public const int LongestIdentifier = 80;

    private const ulong Multiplier = 0x9e3779b97f4a7c15;

    private readonly ReadOnlySpan<char> _text = text;
    private int _at;

    /// <summary>Start of <see cref="Current"/> in the text.</summary>
    public int Start { get; private set; }

    public ReadOnlySpan<char> Current { get; private set; }

    /// <summary>True when <see cref="Current"/> is a run of ideographs, of any length.</summary>
    public bool IsIdeographs { get; private set; }

    /// <summary>Names <see cref="Current"/> exactly as written, for caches of one process: not the term, and never stored.</summary>
    public ulong Hash { get; private set; }

    public bool MoveNext()
    {
        var text = _text;
        var at = _at;
        while (true)
        {
            while (at < text.Length && CharClasses.Of(text[at]) == CharClass.Other)
            {
                at++;
            }

            if (at == text.Length)
            {
                _at = at;
                return false;
            }

            var start = at;
            var ideographs = CharClasses.Of(text[at]) == CharClass.Ideograph;
            for (; at < text.Length; at++)
            {
                var kind = CharClasses.Of(text[at]);
                if (kind == CharClass.Other || (kind == CharClass.Ideograph) != ideographs)
                {
                    break;
                }
            }

            if (ideographs || at - start <= LongestIdentifier)
            {
                _at = at;
                Start = start;
                Current = text[start..at];
                IsIdeographs = ideographs;
                Hash = HashOf(Current);
                return true;
            }
        }
    }

    /// <summary>Four characters a step: one multiplication each would be the longest part of reading a text.</summary>
    private static ulong HashOf(ReadOnlySpan<char> text)
    {
        var hash = (ulong)text.Length;
        for (; text.Length >= 4; text = text[4..])
        {
            hash = (hash ^ MemoryMarshal.Read<ulong>(MemoryMarshal.AsBytes(text))) * Multiplier;
            hash ^= hash >> 32;
        }

        foreach (var c in text)
        {
            hash = hash << 16 ^ hash >> 48 ^ c;
        }

        return hash * Multiplier;
    }
}
