using System.Buffers;

namespace McpContextBrowser.Core.Search;

/// <summary>Finds the names whose definitions a question wants. Source: docs/ranking.md, “Definition boost”.</summary>
internal static class NamedIdentifiers
{
    private const string Marks = ".:\\>-#/?!";
    private static readonly SearchValues<char> Separators = SearchValues.Create(".:\\>-#/");

    /// <summary>The last component of a symbol query: <c>Session::request</c> asks for <c>request</c>.</summary>
    public static NamedIdentifier[] OfSymbol(ReadOnlySpan<char> query, RankingOptions options)
    {
        var text = query.TrimEnd(Marks);
        var start = text.LastIndexOfAny(Separators) + 1;
        return start < text.Length ? [new(text[start..].ToString(), options.SymbolQueryWeight)] : [];
    }

    /// <summary>
    /// Every identifier that is written as one: with an inner capital or <c>_</c>, followed by <c>(</c>, or joined by
    /// <c>.</c>, <c>::</c> or back-ticks. A capitalised word alone may just begin a sentence.
    /// </summary>
    public static NamedIdentifier[] OfSentence(ReadOnlySpan<char> query, RankingOptions options)
    {
        var found = new List<NamedIdentifier>();
        for (var at = 0; at < query.Length;)
        {
            if (!IsPart(query[at]))
            {
                at++;
                continue;
            }

            var end = at;
            while (end < query.Length && IsPart(query[end]))
            {
                end++;
            }

            var name = query[at..end];
            if (IsWrittenAsName(name, query[..at], query[end..]) && !Holds(found, name))
            {
                found.Add(new(name.ToString(), options.NamedIdentifierWeight));
            }

            at = end;
        }

        return [.. found];
    }

    private static bool IsWrittenAsName(ReadOnlySpan<char> name, ReadOnlySpan<char> before, ReadOnlySpan<char> after)
    {
        if (name.Length < 2 || !name.ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        if (name.Contains('_') || name[1..].ContainsAnyInRange('A', 'Z') || after is ['(', ..])
        {
            return true;
        }

        return before is [.., '`'] && after is ['`', ..]
            || before is [.., ':', ':'] || after is [':', ':', ..]
            || before is [.., var left, '.'] && IsPart(left) || after is ['.', var right, ..] && IsPart(right);
    }

    private static bool Holds(List<NamedIdentifier> found, ReadOnlySpan<char> name)
    {
        foreach (var one in found)
        {
            if (name.Equals(one.Name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsPart(char c) => char.IsLetterOrDigit(c) || c == '_';
}
