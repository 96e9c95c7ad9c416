namespace McpContextBrowser.Core.Lexical;

/// <summary>The distinct words of a defined name, without the compound: for comparing names with questions.</summary>
internal static class NameWords
{
    /// <param name="name">As written.</param>
    /// <param name="terms">Room for the terms of its words; words that do not fit are left out.</param>
    /// <returns>Terms written.</returns>
    public static int Read(ReadOnlySpan<char> name, Span<ulong> terms)
    {
        var count = 0;
        var identifiers = new IdentifierReader(name);
        while (identifiers.MoveNext())
        {
            var words = new WordReader(identifiers.Current);
            while (words.MoveNext() && count < terms.Length)
            {
                if (Analyzer.IsKept(words.Current, words.IsNumber) && Analyzer.TermOf(words.Current) is var term && !terms[..count].Contains(term))
                {
                    terms[count++] = term;
                }
            }
        }

        return count;
    }
}
