namespace McpContextBrowser.Core.Files;

/// <summary>
/// Git's wildmatch over bytes: <c>*</c>, <c>?</c>, <c>[…]</c> with ranges and POSIX classes, <c>\</c>, and <c>**</c> between slashes.
/// The verdicts are those of git's <c>wildmatch.c</c>, the method is not: git's recursion needs exponential time for
/// <c>*a*a*a…b</c>, this one keeps only the last star and the last <c>**</c> to fall back to. That is enough, because a star
/// cannot leave its path segment and a <c>**</c> that was reached can take over whatever an earlier choice could have taken.
/// </summary>
/// <remarks>
/// Steps are at most of the order of segments × pattern × text. A question mark or bracket stands for one byte, as in git:
/// <c>?</c> does not match <c>é</c>.
/// </remarks>
public static class WildMatch
{
    /// <summary>True when the whole text matches the whole pattern.</summary>
    /// <param name="pattern">Bytes of the pattern; a malformed bracket or a backslash at its end matches nothing.</param>
    /// <param name="text">Bytes of a name or of a path with <c>/</c>.</param>
    /// <param name="options">Whether slashes and case matter.</param>
    public static bool Matches(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> text, WildMatchOptions options) =>
        Matches(pattern, text, options, out _);

    /// <inheritdoc cref="Matches(ReadOnlySpan{byte}, ReadOnlySpan{byte}, WildMatchOptions)"/>
    /// <param name="steps">Characters looked at, for tests of the bound: a count does not depend on the machine as a time does.</param>
    internal static bool Matches(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> text, WildMatchOptions options, out int steps)
    {
        var pathname = (options & WildMatchOptions.Pathname) != 0;
        var p = 0;
        var t = 0;
        var star = -1; // pattern behind the last star of this segment, and where in the text it was last tried
        var starText = 0;
        var deep = -1; // pattern behind the last star that crosses slashes
        var deepText = 0;
        var deepBySegment = false; // "**/": what follows starts behind a slash
        steps = 0;
        while (true)
        {
            steps++;
            if (p == pattern.Length)
            {
                if (t == text.Length)
                {
                    return true;
                }
            }
            else if (pattern[p] == '*')
            {
                var behind = p + 1;
                while (behind < pattern.Length && pattern[behind] == '*')
                {
                    behind++;
                }

                int first;
                if (pathname && !IsBetweenSlashes(pattern, p, behind))
                {
                    (star, starText) = (behind, first = Seek(pattern, behind, text, t, stopsAtSlash: true, options));
                }
                else
                {
                    deepBySegment = pathname && behind < pattern.Length && pattern[behind] == '/';
                    behind += deepBySegment ? 1 : 0;
                    first = deepBySegment ? t : Seek(pattern, behind, text, t, stopsAtSlash: false, options);
                    (star, deep, deepText) = (-1, behind, first);
                    if (first < 0)
                    {
                        return false;
                    }
                }

                if (first >= 0)
                {
                    steps += first - t;
                    (p, t) = (behind, first);
                    continue;
                }

                star = -1;
            }
            else if (t < text.Length)
            {
                var next = MatchOne(pattern, p, text[t], options);
                if (next > p)
                {
                    if (pathname && text[t] == '/')
                    {
                        star = -1; // the segment is done; other lengths of its stars would end at the same slash
                    }

                    p = next;
                    t++;
                    continue;
                }

                if (next == Malformed)
                {
                    return false;
                }
            }

            // The text went another way: the last star takes more of it, up to where what follows the star could begin.
            var tried = starText;
            if (star >= 0 && starText < text.Length && !(pathname && text[starText] == '/')
                && (starText = Seek(pattern, star, text, starText + 1, pathname, options)) >= 0)
            {
                steps += starText - tried;
                (p, t) = (star, starText);
                continue;
            }

            star = -1;
            if (deep < 0)
            {
                return false;
            }

            tried = deepText;
            deepText = deepBySegment
                ? text[deepText..].IndexOf((byte)'/') is var slash && slash >= 0 ? deepText + slash + 1 : -1
                : Seek(pattern, deep, text, deepText + 1, stopsAtSlash: false, options);
            if (deepText < 0)
            {
                return false;
            }

            steps += deepText - tried;
            (p, t) = (deep, deepText);
        }
    }

    /// <summary>The next place from which the pattern behind a star could match, so that a star does not try every length.</summary>
    /// <param name="from">First place.</param>
    /// <returns>-1 when there is none.</returns>
    private static int Seek(
        ReadOnlySpan<byte> pattern, int p, ReadOnlySpan<byte> text, int from, bool stopsAtSlash, WildMatchOptions options)
    {
        if (from > text.Length)
        {
            return -1;
        }

        var rest = text[from..];
        if (p == pattern.Length)
        {
            return stopsAtSlash && rest.Contains((byte)'/') ? -1 : text.Length;
        }

        var c = pattern[p];
        if (c is (byte)'?' or (byte)'[' or (byte)'\\' or (byte)'*')
        {
            return from;
        }

        var other = (options & WildMatchOptions.IgnoreCase) == 0 ? c : IsLower(Lower(c)) ? (byte)(c ^ 0x20) : c;
        var found = stopsAtSlash ? rest.IndexOfAny(c, other, (byte)'/') : rest.IndexOfAny(c, other);
        return found < 0 || (rest[found] == '/' && c != '/') ? -1 : from + found;
    }

    /// <summary>False when no text that starts with this byte can match.</summary>
    internal static bool CouldStartWith(ReadOnlySpan<byte> pattern, byte first, WildMatchOptions options) =>
        pattern.IsEmpty || pattern[0] == '*' || MatchOne(pattern, 0, first, options) > 0;

    private const int NoMatch = -1;
    private const int Malformed = -2;

    private static bool IsBetweenSlashes(ReadOnlySpan<byte> pattern, int start, int behind) =>
        behind - start >= 2
        && (start == 0 || pattern[start - 1] == '/')
        && (behind == pattern.Length
            || pattern[behind] == '/'
            || (pattern[behind] == '\\' && behind + 1 < pattern.Length && pattern[behind + 1] == '/'));

    /// <returns>Where the pattern goes on, or <see cref="NoMatch"/>, or <see cref="Malformed"/> when nothing can match any more.</returns>
    private static int MatchOne(ReadOnlySpan<byte> pattern, int p, byte text, WildMatchOptions options)
    {
        var fold = (options & WildMatchOptions.IgnoreCase) != 0;
        var folded = fold ? Lower(text) : text;
        switch (pattern[p])
        {
            case (byte)'?':
                return text == '/' && (options & WildMatchOptions.Pathname) != 0 ? NoMatch : p + 1;
            case (byte)'[':
                return MatchBracket(pattern, p, folded, options);
            case (byte)'\\':
                if (p + 1 == pattern.Length)
                {
                    return Malformed;
                }

                return pattern[p + 1] == folded ? p + 2 : NoMatch;
            default:
                return (fold ? Lower(pattern[p]) : pattern[p]) == folded ? p + 1 : NoMatch;
        }
    }

    private static int MatchBracket(ReadOnlySpan<byte> pattern, int open, byte text, WildMatchOptions options)
    {
        var fold = (options & WildMatchOptions.IgnoreCase) != 0;
        var p = open + 1;
        var negated = p < pattern.Length && pattern[p] is (byte)'!' or (byte)'^';
        p += negated ? 1 : 0;
        var matched = false;
        byte previous = 0; // 0: no character that a range could start from
        for (var first = true; ; first = false)
        {
            if (p >= pattern.Length)
            {
                return Malformed;
            }

            var c = pattern[p];
            if (c == ']' && !first)
            {
                break;
            }

            if (c == '\\')
            {
                if (++p == pattern.Length)
                {
                    return Malformed;
                }

                c = pattern[p];
                matched |= text == c;
            }
            else if (c == '-' && previous != 0 && p + 1 < pattern.Length && pattern[p + 1] != ']')
            {
                c = pattern[++p];
                if (c == '\\')
                {
                    if (++p == pattern.Length)
                    {
                        return Malformed;
                    }

                    c = pattern[p];
                }

                matched |= (text >= previous && text <= c)
                    || (fold && IsLower(text) && Upper(text) >= previous && Upper(text) <= c);
                c = 0;
            }
            else if (c == '[' && p + 1 < pattern.Length && pattern[p + 1] == ':')
            {
                var rest = pattern[(p + 2)..];
                var end = rest.IndexOf((byte)']');
                if (end < 0)
                {
                    return Malformed;
                }

                if (end > 0 && rest[end - 1] == ':')
                {
                    if (IsInClass(rest[..(end - 1)], text, fold) is not { } inClass)
                    {
                        return Malformed;
                    }

                    matched |= inClass;
                    p += 2 + end;
                    c = 0;
                }
                else
                {
                    matched |= text == '['; // no ":]": a set that holds '[' and ':'
                }
            }
            else
            {
                matched |= text == c;
            }

            previous = c;
            p++;
        }

        return matched == negated || (text == '/' && (options & WildMatchOptions.Pathname) != 0) ? NoMatch : p + 1;
    }

    /// <returns>Null for a class that git does not know. Only ASCII is in any class; git's own isspace has no \v and \f.</returns>
    private static bool? IsInClass(ReadOnlySpan<byte> name, byte c, bool fold)
    {
        var ch = (char)c;
        return name switch
        {
            _ when name.SequenceEqual("alnum"u8) => char.IsAsciiLetterOrDigit(ch),
            _ when name.SequenceEqual("alpha"u8) => char.IsAsciiLetter(ch),
            _ when name.SequenceEqual("blank"u8) => ch is ' ' or '\t',
            _ when name.SequenceEqual("cntrl"u8) => ch is < ' ' or '\x7f',
            _ when name.SequenceEqual("digit"u8) => char.IsAsciiDigit(ch),
            _ when name.SequenceEqual("graph"u8) => ch is > ' ' and < '\x7f',
            _ when name.SequenceEqual("lower"u8) => char.IsAsciiLetterLower(ch),
            _ when name.SequenceEqual("print"u8) => ch is >= ' ' and < '\x7f',
            _ when name.SequenceEqual("punct"u8) => ch is > ' ' and < '\x7f' && !char.IsAsciiLetterOrDigit(ch),
            _ when name.SequenceEqual("space"u8) => ch is ' ' or '\t' or '\n' or '\r',
            _ when name.SequenceEqual("upper"u8) => char.IsAsciiLetterUpper(ch) || (fold && char.IsAsciiLetterLower(ch)),
            _ when name.SequenceEqual("xdigit"u8) => char.IsAsciiHexDigit(ch),
            _ => null,
        };
    }

    private static bool IsLower(byte c) => c is >= (byte)'a' and <= (byte)'z';

    private static byte Lower(byte c) => c is >= (byte)'A' and <= (byte)'Z' ? (byte)(c | 0x20) : c;

    private static byte Upper(byte c) => (byte)(c & ~0x20);
}
