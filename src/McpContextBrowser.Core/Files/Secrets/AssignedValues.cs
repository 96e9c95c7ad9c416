namespace McpContextBrowser.Core.Files.Secrets;

/// <summary>
/// Finds the value that belongs to a telling name, in whatever language the name stands: <c>name = "v"</c>, <c>name: v</c>,
/// <c>"name": "v"</c>, <c>name=v;</c>, <c>name("v")</c>, <c>&lt;name&gt;v&lt;/name&gt;</c>, <c>key="name" value="v"</c>,
/// <c>--name v</c>, and the same inside escaped or percent-encoded text.
/// </summary>
internal ref struct AssignedValues(string text)
{
    private const int LongestName = 100;
    private const int LongestValue = 8192;
    private const int LongestBare = 512;
    private const int LongestType = 48;
    private const int MostPairLines = 5; // between a name and the `value`, `default` … that belongs to it

    private static readonly string[] Quotes = ["\\\"", "\\'", "&quot;", "&#34;", "&apos;", "%22", "%27", "\"\"\"", "'''", "\"", "'", "`"];

    // Longest first: each is tried where the name has ended.
    private static readonly string[] Operators =
        ["===", "!==", "||=", "??=", "::=", ":=", "=>", "==", "!=", "?=", "+=", "||", "??", "?:", "->", "<-", "%3D", "%3d", "%3A", "%3a", "&#61;", "=", ":", ",", "("];

    // The other half of a pair whose first half was the name.
    private static readonly string[] PairWords = ["value", "default", "defaultvalue", "stringvalue", "secretvalue", "content", "val", "data"];

    // What may stand between the two halves.
    private static readonly string[] BetweenWords = ["type", "description", "sensitive", "serializeAs", "required", "nullable"];

    private int _at;
    private bool _inBrackets; // the value is the first in a call or tuple

    /// <summary>Reads on from a keyword.</summary>
    /// <param name="keyword">Where it begins.</param>
    /// <param name="length">Its length.</param>
    /// <param name="span">The secret, when there is one.</param>
    public bool TryRead(int keyword, int length, out SecretSpan span)
    {
        span = default;
        var start = keyword;
        while (start > 0 && keyword - start < LongestName && IsNamePart(text[start - 1]))
        {
            start--;
        }

        _at = keyword + length;
        while (_at < text.Length && _at - start < LongestName && IsNamePart(text[_at]))
        {
            _at++;
        }

        var name = text.AsSpan(start, _at - start).TrimEnd('-');
        if (_at >= text.Length || IsIdentifierStart(text[_at]) || SecretNames.Classify(name) is not (var kind and not SecretKind.None))
        {
            return false;
        }

        var isOption = name.StartsWith("--", StringComparison.Ordinal);
        if (!TryFindValue(start, name, isOption, out var from, out var to, out var isLiteral))
        {
            return false;
        }

        if (kind == SecretKind.Authorization)
        {
            SkipScheme(ref from, ref to);
        }

        // Behind a user stands the password: Credential("me", "v"), auth=("me", "v").
        if (!ValueJudgement.IsSecret(text.AsSpan(from, to - from), kind, isLiteral)
            && !(isLiteral && TryReadSecond(to, out from, out to) && ValueJudgement.IsSecret(text.AsSpan(from, to - from), SecretKind.Password, isLiteral)))
        {
            return false;
        }

        span = new(from, to, RuleFor(kind), Precise: false);
        return true;
    }

    private static string RuleFor(SecretKind kind) => kind switch
    {
        SecretKind.Password => "password",
        SecretKind.Authorization => "authorization",
        _ => "assigned-token",
    };

    private bool TryFindValue(int nameStart, ReadOnlySpan<char> name, bool isOption, out int from, out int to, out bool isLiteral)
    {
        var tagged = nameStart > 0 && text[nameStart - 1] is '<' or ':' && text[_at] == '>';
        if (tagged)
        {
            _at++;
            return TryReadTagged(out from, out to, out isLiteral);
        }

        var nameQuoted = SkipQuote() is not null;
        if (nameQuoted && TryReadPair(out from, out to))
        {
            isLiteral = true;
            return true;
        }

        while (_at < text.Length && (text[_at] is ']' or ')' or '?' || (text[_at] == '[' && !nameQuoted && _at + 1 < text.Length && (text[_at + 1] == ']' || char.IsAsciiDigit(text[_at + 1])))))
        {
            _at += text[_at] == '[' ? Math.Max(1, text.AsSpan(_at, Math.Min(8, text.Length - _at)).IndexOf(']')) : 1; // `name[32]`, `name[]`
        }

        var end = _at;
        SkipBlanks();
        var spaced = _at > end;
        var used = SkipOperator();
        if (used is null)
        {
            // `PASSWORD 'v'` in SQL and `#define TOKEN "v"`: nothing but blanks before a quote. `--token v`, `ENV TOKEN v`: before anything.
            if (!spaced || nameQuoted || (!isOption && !IsDirective(nameStart) && !AtQuote()))
            {
                if (TryReadPair(out from, out to))
                {
                    isLiteral = true;
                    return true;
                }

                isLiteral = false;
                return false;
            }
        }

        SkipBlanks();
        SkipType(used);
        SkipWrapper();
        _inBrackets = used == "(" || (_at > 0 && text[_at - 1] == '(');
        isLiteral = false;
        if (EndsQuoteAround(nameStart))
        {
            (from, to) = (0, 0);
            return false;
        }

        if (TryReadQuoted(out from, out to))
        {
            isLiteral = true;
            return true;
        }

        if (used is "," or "(" or "||" or "??" or "?:")
        {
            return false; // what follows there without quotes is code
        }

        isLiteral = isOption || (used == "=" && !spaced && IsEnvironmentName(name)) || (used == "=" && !spaced && (InsideQuotes(nameStart) || (nameStart > 0 && text[nameStart - 1] is ';' or '&' or '?')));
        return TryReadBare(out from, out to);
    }

    // `Token v`, `ApiKey v`: the last word counts.
    private readonly void SkipScheme(ref int from, ref int to)
    {
        if (text.AsSpan(from, to - from).LastIndexOf(' ') is var blank and >= 0)
        {
            from += blank + 1;
        }
        else if (to + 1 < text.Length && text[to] == ' ' && !text.AsSpan(from, to - from).ContainsAnyExceptInRange('A', 'z'))
        {
            var copy = this;
            copy._at = to + 1;
            if (copy.TryReadBare(out var next, out var end))
            {
                (from, to) = (next, end);
            }
        }
    }

    // The literal after the first one of a call or tuple.
    private bool TryReadSecond(int first, out int from, out int to)
    {
        (from, to) = (first, first);
        if (!_inBrackets || first >= text.Length || text[first] is not ('"' or '\''))
        {
            return false;
        }

        _at = first + 1;
        SkipBlanks();
        if (_at >= text.Length || text[_at] != ',')
        {
            return false;
        }

        _at++;
        SkipBlanks();
        return TryReadQuoted(out from, out to);
    }

    // Text of an element: <password>v</password>.
    private readonly bool TryReadTagged(out int from, out int to, out bool isLiteral)
    {
        isLiteral = true;
        const string Verbatim = "<![CDATA[";
        from = _at + (string.CompareOrdinal(text, _at, Verbatim, 0, Verbatim.Length) == 0 ? Verbatim.Length : 0);
        var close = text.AsSpan(from, Math.Min(LongestValue, text.Length - from)).IndexOfAny('<', ']');
        to = close < 0 ? from : from + close;
        while (from < to && char.IsWhiteSpace(text[from]))
        {
            from++;
        }

        while (to > from && char.IsWhiteSpace(text[to - 1]))
        {
            to--;
        }

        return to > from;
    }

    // The second half of {"name": "TOKEN", "value": "v"}, name: TOKEN⏎value: v, <add key="Token" value="v"/>, variable "token" { default = "v" }.
    private bool TryReadPair(out int from, out int to)
    {
        (from, to) = (0, 0);
        var start = _at;
        var lines = 0;
        var limit = Math.Min(text.Length, _at + 400);
        while (_at < limit && lines <= MostPairLines)
        {
            var c = text[_at];
            lines += c == '\n' ? 1 : 0;
            if (char.IsAsciiLetter(c) && (_at == 0 || !IsNamePart(text[_at - 1])))
            {
                var word = _at;
                while (_at < text.Length && IsNamePart(text[_at]))
                {
                    _at++;
                }

                if (PairWords.Contains(text[word.._at], StringComparer.OrdinalIgnoreCase))
                {
                    SkipQuote();
                    SkipBlanks();
                    if (SkipOperator() is "=" or ":" or "=>" or "(")
                    {
                        SkipBlanks();
                        if (TryReadQuoted(out from, out to) || TryReadBare(out from, out to))
                        {
                            return true;
                        }
                    }
                    else if (_at < text.Length && text[_at] == '>')
                    {
                        _at++;
                        return TryReadTagged(out from, out to, out _);
                    }
                }
                else if (!BetweenWords.Contains(text[word.._at], StringComparer.OrdinalIgnoreCase))
                {
                    break; // another thing begins
                }
                else if (text.AsSpan(_at, limit - Math.Min(limit, _at)).IndexOfAny("\n,>") is var rest and >= 0)
                {
                    _at += rest;
                }

                continue;
            }

            if (c is not (',' or ' ' or '\t' or '\r' or '\n' or '{' or '"' or '\'' or '/' or '>' or '<' or '-'))
            {
                break;
            }

            _at++;
        }

        _at = start;
        return false;
    }

    private bool TryReadQuoted(out int from, out int to)
    {
        (from, to) = (_at, _at);
        SkipPrefix();
        if (SkipQuote() is not { } quote)
        {
            _at = from;
            return false;
        }

        from = _at;
        var limit = Math.Min(text.Length, from + LongestValue);
        for (to = from; to < limit; to++)
        {
            if (string.CompareOrdinal(text, to, quote, 0, quote.Length) == 0)
            {
                return to > from;
            }

            if (text[to] == '\\' && quote.Length == 1)
            {
                to++;
            }
            else if (text[to] is '\n' or '\r' && quote.Length != 3)
            {
                break;
            }
        }

        return false;
    }

    private readonly bool TryReadBare(out int from, out int to)
    {
        from = to = _at;
        while (to < text.Length && to - from < LongestBare && text[to] is not (' ' or '\t' or '\r' or '\n' or '"' or '\'' or '`' or '<' or '>' or ';' or ',' or '&'))
        {
            to++;
        }

        // The backslash belongs to the quote that ends the text around this.
        if (to > from && to < text.Length && text[to] is '"' or '\'' && text[to - 1] == '\\')
        {
            to--;
        }

        return to > from;
    }

    private string? SkipQuote()
    {
        foreach (var quote in Quotes)
        {
            if (string.CompareOrdinal(text, _at, quote, 0, quote.Length) == 0)
            {
                _at += quote.Length;
                return quote;
            }
        }

        return null;
    }

    private readonly bool AtQuote()
    {
        var copy = this;
        copy.SkipPrefix();
        return copy.SkipQuote() is not null;
    }

    private string? SkipOperator()
    {
        if (string.CompareOrdinal(text, _at, "::", 0, 2) == 0 && string.CompareOrdinal(text, _at, "::=", 0, 3) != 0)
        {
            return null; // a member of a type
        }

        foreach (var candidate in Operators)
        {
            if (string.CompareOrdinal(text, _at, candidate, 0, candidate.Length) == 0)
            {
                _at += candidate.Length;
                return candidate;
            }
        }

        return null;
    }

    private void SkipBlanks()
    {
        while (_at < text.Length && text[_at] is ' ' or '\t')
        {
            _at++;
        }
    }

    // `: string =`, `: &'static str =`, `: Optional[str] =`
    private void SkipType(string? used)
    {
        if (used != ":" || _at >= text.Length || !(char.IsAsciiLetter(text[_at]) || text[_at] is '&' or '*' or '['))
        {
            return;
        }

        var i = _at;
        while (i < text.Length && i - _at < LongestType && (char.IsAsciiLetterOrDigit(text[i]) || text[i] is '_' or '.' or '<' or '>' or '[' or ']' or '?' or '&' or '\'' or ' ' or '|' or '*' or '!'))
        {
            i++;
        }

        if (i + 1 < text.Length && text[i] == '=' && text[i + 1] is not ('=' or '>'))
        {
            _at = i + 1;
            SkipBlanks();
        }
    }

    // `SecretStr("v")`, `new Secret("v")`, `Buffer.from('v')`, `process.env.X || "v"`, `os.getenv("X") or "v"` are read through their last literal.
    private void SkipWrapper()
    {
        var i = _at;
        while (i < text.Length && i - _at < LongestType && (char.IsAsciiLetterOrDigit(text[i]) || text[i] is '_' or '.' or ' ' or ':' or '[' or ']'))
        {
            i++;
        }

        if (i + 1 < text.Length && text[i] == '(' && text[i + 1] is '"' or '\'' or '@')
        {
            _at = i + 1;
        }
        else if (i < text.Length && text[i] is '|' or '?' && i + 2 < text.Length && text[i + 1] == text[i] && i > _at)
        {
            _at = i + 2;
            SkipBlanks();
        }
    }

    // The letters before a literal: b"", r'', f"", u"", L"", @"", $@"", rb''.
    private void SkipPrefix()
    {
        for (var i = 0; i < 3 && _at + i < text.Length; i++)
        {
            if (text[_at + i] is '"' or '\'' or '`')
            {
                _at += i;
                return;
            }

            if (text[_at + i] is not ('b' or 'r' or 'f' or 'u' or 'L' or 'B' or 'R' or 'F' or 'U' or 'N' or '@' or '$'))
            {
                return;
            }
        }
    }

    // A line such as `ENV TOKEN v`, `setx TOKEN v`, `machine h login u password v`.
    private readonly bool IsDirective(int nameStart)
    {
        var line = text.AsSpan(Math.Max(0, nameStart - 500), Math.Min(nameStart, 500));
        line = line[(line.LastIndexOf('\n') + 1)..].TrimStart();
        return line.StartsWith("ENV ", StringComparison.Ordinal) || line.StartsWith("setx ", StringComparison.OrdinalIgnoreCase)
            || line.StartsWith("set -", StringComparison.Ordinal) || (line.StartsWith("machine ", StringComparison.Ordinal) && line.Contains(" login ", StringComparison.Ordinal));
    }

    // Whether an odd number of double quotes stands before, on the line: `name=v` inside a literal, such as a connection string.
    private readonly bool InsideQuotes(int at)
    {
        var line = text.AsSpan(Math.Max(0, at - 1000), Math.Min(at, 1000));
        line = line[(line.LastIndexOf('\n') + 1)..];
        return line.Count('"') % 2 == 1 || line.Count('\'') % 2 == 1 || line.Count('`') % 2 == 1;
    }

    // In '--password='.$x the quote behind the sign ends the literal in which the name stands.
    private readonly bool EndsQuoteAround(int nameStart)
    {
        if (_at >= text.Length || text[_at] is not ('"' or '\'') || nameStart == 0 || text[nameStart - 1] == text[_at] || text[_at - 1] == ' ')
        {
            return false;
        }

        var line = text.AsSpan(Math.Max(0, nameStart - 1000), Math.Min(nameStart, 1000));
        return line[(line.LastIndexOf('\n') + 1)..].Count(text[_at]) % 2 == 1;
    }

    private static bool IsEnvironmentName(ReadOnlySpan<char> name) => !name.ContainsAnyInRange('a', 'z') && !name.Contains('-');

    private static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';

    // A name that goes on, as `password.length`, is another thing; `.` at the end of a sentence is not.
    private static bool IsIdentifierStart(char c) => c is '.' or '$' || c > '~';
}
