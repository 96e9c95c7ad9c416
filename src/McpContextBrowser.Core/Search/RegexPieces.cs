using System.Buffers;
using System.Text;

namespace McpContextBrowser.Core.Search;

/// <summary>
/// Finds in a regular expression the runs of plain characters that each match must hold, as Cox describes it for his index of trigrams
/// (<c>swtch.com/~rsc/regexp/regexp4.html</c>), for the outermost sequence only: what stands in groups, in classes or beside
/// <c>|</c> promises nothing here, and an expression with options or comments inside, or with a class in a class, promises nothing at all.
/// </summary>
internal static class RegexPieces
{
    private const string Quantifiers = "*?+{";

    private static readonly SearchValues<char> InCounts = SearchValues.Create("0123456789,");

    /// <param name="pattern">An expression that the regular expression library has taken.</param>
    public static IReadOnlyList<string> Of(string pattern)
    {
        if (!IsPlainlyBuilt(pattern))
        {
            return [];
        }

        var pieces = new List<string>();
        var run = new StringBuilder();
        for (var at = 0; at < pattern.Length;)
        {
            if (pattern[at] == '|')
            {
                return [];
            }

            if (PlainAt(pattern, at, out var length) is not { } plain)
            {
                EndRun();
                at += length;
                continue;
            }

            at += length;
            if (at < pattern.Length && Quantifiers.Contains(pattern[at]))
            {
                if (pattern[at] == '+')
                {
                    run.Append(plain); // once at least
                }

                EndRun();
                continue;
            }

            run.Append(plain);
        }

        EndRun();
        return pieces;

        void EndRun()
        {
            if (run.Length > 0)
            {
                pieces.Add(run.ToString());
                run.Clear();
            }
        }
    }

    /// <summary>The character that an atom stands for when it stands for one; else null.</summary>
    /// <param name="pattern">The expression.</param>
    /// <param name="at">Where the atom begins.</param>
    /// <param name="length">Characters of the atom.</param>
    private static char? PlainAt(string pattern, int at, out int length)
    {
        length = 1;
        switch (pattern[at])
        {
            case '(':
                length = GroupLength(pattern, at);
                return null;
            case '[':
                length = ClassLength(pattern, at);
                return null;
            case '{':
                length = CountLength(pattern, at);
                return null;
            case '\\':
                // \. and its like mean the character; letters and digits are classes, anchors, code points or groups, of any length
                length = 2;
                if (at + 1 < pattern.Length && char.IsAsciiLetterOrDigit(pattern[at + 1]))
                {
                    length += TailOfEscape(pattern, at + 1);
                    return null;
                }

                return at + 1 < pattern.Length ? pattern[at + 1] : null;
            case '.' or '^' or '$' or '*' or '+' or '?' or ')' or ']' or '}':
                return null;
            default:
                return pattern[at];
        }
    }

    /// <summary>Characters behind the letter of an escape that belong to it, or might.</summary>
    private static int TailOfEscape(string pattern, int at) => pattern[at] switch
    {
        'p' or 'P' => BracesLength(pattern, at + 1),
        'x' => 2,
        'u' => 4,
        >= '0' and <= '9' => pattern.AsSpan(at + 1).IndexOfAnyExceptInRange('0', '9') is var other and >= 0 ? other : pattern.Length - at - 1,
        _ => 0,
    };

    /// <summary>Length of <c>{…}</c> behind <c>\p</c>.</summary>
    private static int BracesLength(string pattern, int at) => pattern.IndexOf('}', at) + 1 - at;

    /// <summary>Length of <c>{2}</c>, <c>{2,}</c>, <c>{2,3}</c>; any other brace is one plain character.</summary>
    private static int CountLength(string pattern, int at)
    {
        var end = pattern.IndexOf('}', at);
        return end > at + 1 && pattern.AsSpan(at + 1, end - at - 1).IndexOfAnyExcept(InCounts) < 0 ? end - at + 1 : 1;
    }

    /// <summary>Length of <c>[…]</c>; 0 when it does not end.</summary>
    private static int ClassLength(string pattern, int at)
    {
        var end = at + 1;
        end += end < pattern.Length && pattern[end] == '^' ? 1 : 0;
        for (var first = end; end < pattern.Length; end++)
        {
            if (pattern[end] == ']' && end > first) // first in a class it is a member
            {
                return end - at + 1;
            }

            end += pattern[end] == '\\' ? 1 : 0;
        }

        return 0;
    }

    private static int GroupLength(string pattern, int at)
    {
        var depth = 0;
        for (var end = at; end < pattern.Length; end++)
        {
            switch (pattern[end])
            {
                case '\\':
                    end++;
                    break;
                case '[':
                    end += ClassLength(pattern, end) - 1;
                    break;
                case '(':
                    depth++;
                    break;
                case ')' when --depth == 0:
                    return end - at + 1;
            }
        }

        return pattern.Length - at;
    }

    /// <summary>True when brackets and parentheses can be told apart without knowing more of the language.</summary>
    private static bool IsPlainlyBuilt(string pattern)
    {
        for (var at = 0; at < pattern.Length; at++)
        {
            switch (pattern[at])
            {
                case '\\' when at + 1 < pattern.Length && pattern[at + 1] == 'c':
                    return false; // a control character, named by whatever stands next: \c[ is one
                case '\\':
                    at++;
                    break;
                case '[':
                    var length = ClassLength(pattern, at);
                    if (length == 0 || pattern.AsSpan(at + 1, length - 1).Contains('['))
                    {
                        return false;
                    }

                    at += length - 1;
                    break;
                case '(' when at + 2 < pattern.Length && pattern[at + 1] == '?' && pattern[at + 2] is not (':' or '<' or '\''):
                    return false; // (?i), (?x:…), a comment
            }
        }

        return true;
    }
}
