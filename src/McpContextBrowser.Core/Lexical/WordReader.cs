namespace McpContextBrowser.Core.Lexical;

/// <summary>
/// Splits an identifier into words: at <c>_</c>, at case changes and at digits. An upper-case run before a lower-case letter
/// gives its last letter to the next word (<c>HTTPServer</c>: HTTP, Server); an acronym keeps its plural s (<c>URLs</c>).
/// </summary>
/// <param name="identifier">A run without separators.</param>
internal ref struct WordReader(ReadOnlySpan<char> identifier)
{
    private readonly ReadOnlySpan<char> _text = identifier;
    private int _at;

    /// <summary>The word as written.</summary>
    public ReadOnlySpan<char> Current { get; private set; }

    public bool IsNumber { get; private set; }

    public bool MoveNext()
    {
        while (ClassAt(_at) == CharClass.Underscore)
        {
            _at++;
        }

        var start = _at;
        var kind = ClassAt(start);
        IsNumber = kind == CharClass.Digit;
        switch (kind)
        {
            case CharClass.Digit:
                _at = EndOf(CharClass.Digit, start);
                break;
            case CharClass.Lower:
                _at = EndOf(CharClass.Lower, start);
                break;
            case CharClass.Upper:
                _at = EndOfCapitals(start);
                break;
            default:
                return false;
        }

        Current = _text[start.._at];
        return true;
    }

    private readonly int EndOfCapitals(int start)
    {
        var end = EndOf(CharClass.Upper, start);
        if (ClassAt(end) != CharClass.Lower)
        {
            return end;
        }

        if (end - start == 1)
        {
            return EndOf(CharClass.Lower, end);
        }

        return _text[end] == 's' && ClassAt(end + 1) != CharClass.Lower ? end + 1 : end - 1;
    }

    private readonly int EndOf(CharClass kind, int at)
    {
        while (ClassAt(at) == kind)
        {
            at++;
        }

        return at;
    }

    private readonly CharClass ClassAt(int at) => at < _text.Length ? CharClasses.Of(_text[at]) : CharClass.Other;
}
