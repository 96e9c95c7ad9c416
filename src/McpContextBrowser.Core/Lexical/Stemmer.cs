using System.Buffers;

namespace McpContextBrowser.Core.Lexical;

/// <summary>
/// Strong suffix stripping, so that route, router and routing fall together. Source: docs/ranking.md, “Text to terms”.
/// A stem is always a prefix of its word, so a length says it all.
/// </summary>
public static class Stemmer
{
    private const int ShortestWord = 4;
    private const int ShortestStem = 3;
    private const int SecondRoundAbove = 5;

    // In the order in which they are tried; the first that fits is taken.
    private const string Suffixes =
        "izations isations ization isation ifications ification ications ication ations ation ators ator ating ated ates ative "
        + "ities ity izers isers izer iser izing ising ized ised izes ises ize ise ments ment ions ion ings ing ers ors er or ies "
        + "ied ifying ifies ify iers ables able ible ness ively ive ally al ly ate es ed e s y";

    private static readonly SearchValues<char> Vowels = SearchValues.Create("aeiouy");

    // Only suffixes with the word's last letter can fit; within a letter the order stays.
    private static readonly string[][] ByLastLetter = GroupByLastLetter();

    /// <summary>Length of the stem of a word.</summary>
    /// <param name="word">In lower case. Words under four letters and numbers are their own stem.</param>
    public static int StemLength(ReadOnlySpan<char> word)
    {
        if (word.Length < ShortestWord || char.IsAsciiDigit(word[0]))
        {
            return word.Length;
        }

        var length = Round(word);
        return length > SecondRoundAbove ? Round(word[..length]) : length;
    }

    private static int Round(ReadOnlySpan<char> word)
    {
        var length = Strip(word);
        return length > ShortestStem && word[length - 1] == word[length - 2] && word[length - 1] is not ('s' or 'l')
            ? length - 1
            : length;
    }

    private static int Strip(ReadOnlySpan<char> word)
    {
        var last = word[^1] - 'a';
        if ((uint)last >= 26)
        {
            return word.Length;
        }

        foreach (var suffix in ByLastLetter[last])
        {
            var rest = word.Length - suffix.Length;
            if (rest >= ShortestStem
                && word.EndsWith(suffix, StringComparison.Ordinal)
                && word[..rest].ContainsAny(Vowels)
                && !(suffix is "s" && word[rest - 1] is 's' or 'u'))
            {
                return rest;
            }
        }

        return word.Length;
    }

    private static string[][] GroupByLastLetter()
    {
        var suffixes = Suffixes.Split(' ');
        return [.. Enumerable.Range('a', 26).Select(letter => suffixes.Where(suffix => suffix[^1] == letter).ToArray())];
    }
}
