using System.Text.RegularExpressions;
using McpContextBrowser.Core.Lexical;

namespace McpContextBrowser.Core.Search;

/// <summary>Reads a question: its class, its terms and the names it asks for. Source: docs/ranking.md, “Query classes” and “Definition boost”.</summary>
public static partial class QueryAnalysis
{
    // A letter and a digit are no word, so the words do not show it.
    [GeneratedRegex(@"\bv1\b", RegexOptions.IgnoreCase)]
    private static partial Regex FirstVersion();

    /// <param name="text">The question as asked.</param>
    /// <param name="options">Where long text begins, and weights.</param>
    public static AnalyzedQuery Analyze(string text, RankingOptions options)
    {
        var trimmed = text.Trim();
        var kind = ClassOf(trimmed, options);
        var words = TermWord.Read(trimmed);
        var asked = PathClasses.None;
        foreach (var word in words)
        {
            asked |= PathRules.AskedBy(word.Stem);
        }

        return new()
        {
            Text = trimmed,
            Class = kind,
            Terms = TermsOf(kind == QueryClass.Symbol ? words : WithoutStopWords(words), kind, options),
            Names = kind == QueryClass.Symbol ? NamedIdentifiers.OfSymbol(trimmed, options) : NamedIdentifiers.OfSentence(trimmed, options),
            Asked = asked | (FirstVersion().IsMatch(trimmed) ? PathClasses.Compatibility : PathClasses.None),
        };
    }

    /// <summary>Reads the name after <c>sym:</c>: a symbol query, however the name is written.</summary>
    /// <param name="name">As asked, perhaps qualified.</param>
    /// <param name="options">Weights.</param>
    public static AnalyzedQuery AnalyzeSymbol(string name, RankingOptions options) => Analyze(name, options) with
    {
        Class = QueryClass.Symbol,
        Terms = TermsOf(TermWord.Read(name), QueryClass.Symbol, options),
        Names = NamedIdentifiers.OfSymbol(name, options),
    };

    private static QueryClass ClassOf(ReadOnlySpan<char> text, RankingOptions options)
    {
        var words = 0;
        var inWord = false;
        foreach (var c in text)
        {
            var blank = char.IsWhiteSpace(c);
            words += !blank && !inWord ? 1 : 0;
            inWord = !blank;
        }

        if (words > options.LongQueryWords)
        {
            return QueryClass.LongText;
        }

        return words == 1 && IsSymbol(text) ? QueryClass.Symbol : QueryClass.Sentence;
    }

    private static bool IsSymbol(ReadOnlySpan<char> text)
    {
        var marked = false;
        foreach (var c in text)
        {
            if (!char.IsLetterOrDigit(c) && c is not ('_' or '.' or ':' or '\\' or '>' or '-' or '#' or '?' or '!' or '/'))
            {
                return false;
            }

            marked |= char.IsUpper(c) || c is '_' or '.' or ':' or '\\';
        }

        return marked;
    }

    /// <summary>
    /// Drops stop words and single letters: in running text they are abbreviations and leftovers (“a \r or \n”), and rare enough
    /// in code to outweigh the words. A question that has nothing else keeps them.
    /// </summary>
    private static List<TermWord> WithoutStopWords(List<TermWord> words)
    {
        var kept = words.FindAll(word => word.IsCompound || !(StopWords.Contains(word.Word) || word.Word is [>= 'a' and <= 'z']));
        return kept.Count > 0 ? kept : words;
    }

    private static QueryTerm[] TermsOf(List<TermWord> words, QueryClass kind, RankingOptions options) =>
        [.. words.GroupBy(word => word.Term).Select(same =>
        {
            var word = same.First();
            var talk = kind == QueryClass.LongText && TalkWords.Contains(word.Stem) ? options.TalkWordWeight : 1;
            return new QueryTerm(same.Key, word.Stem, talk * (1 + options.QueryFrequencyWeight * Math.Log(same.Count())), word.IsCompound);
        })];
}
