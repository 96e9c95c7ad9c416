namespace McpContextBrowser.Core.Lexical;

/// <summary>A term with the text it stands for: for questions and paths, which are few and must be shown or compared by prefix.</summary>
/// <param name="Word">In lower case, as written; for a compound the whole identifier without <c>_</c>.</param>
/// <param name="Stem">The word's stem; for a compound <c>=</c> and the word.</param>
/// <param name="Term">What postings know it by.</param>
/// <param name="IsCompound">True for a whole identifier of several words.</param>
public readonly record struct TermWord(string Word, string Stem, ulong Term, bool IsCompound)
{
    /// <summary>The terms of a text with their words, the same and in the same order as <see cref="Analyzer.Analyze"/> gives them.</summary>
    public static List<TermWord> Read(ReadOnlySpan<char> text)
    {
        var found = new List<TermWord>();
        var identifiers = new IdentifierReader(text);
        while (identifiers.MoveNext())
        {
            if (identifiers.IsIdeographs)
            {
                AddIdeographs(identifiers.Current, found);
            }
            else
            {
                AddIdentifier(identifiers.Current, found);
            }
        }

        return found;
    }

    private static void AddIdentifier(ReadOnlySpan<char> identifier, List<TermWord> found)
    {
        var count = 0;
        var words = new WordReader(identifier);
        while (words.MoveNext())
        {
            count++;
            if (Analyzer.IsKept(words.Current, words.IsNumber))
            {
                found.Add(OfWord(words.Current));
            }
        }

        if (Analyzer.IsCompound(identifier, count))
        {
            var whole = Lower(identifier).Replace("_", "", StringComparison.Ordinal);
            found.Add(new(whole, "=" + whole, Terms.OfCompound(identifier), true));
        }
        else if (Analyzer.IsSingleLetter(identifier, count))
        {
            found.Add(OfWord(identifier.Trim('_')));
        }
    }

    private static void AddIdeographs(ReadOnlySpan<char> run, List<TermWord> found)
    {
        for (var i = 0; i < run.Length; i++)
        {
            found.Add(OfWord(run.Slice(i, 1)));
            if (i + 1 < run.Length)
            {
                found.Add(OfWord(run.Slice(i, 2)));
            }
        }
    }

    private static TermWord OfWord(ReadOnlySpan<char> word)
    {
        var lower = Lower(word);
        var stem = lower[..Stemmer.StemLength(lower)];
        return new(lower, stem, Terms.OfWord(stem), false);
    }

    private static string Lower(ReadOnlySpan<char> text)
    {
        Span<char> lower = stackalloc char[IdentifierReader.LongestIdentifier];
        for (var i = 0; i < text.Length; i++)
        {
            lower[i] = CharClasses.ToLower(text[i]);
        }

        return lower[..text.Length].ToString();
    }
}
