using McpContextBrowser.Core.Lexical;

namespace McpContextBrowser.Core.Search;

/// <summary>
/// Finds out whether a name occurs in a tree at all, by reading: postings know stems and whole identifiers, and a statement that
/// something is absent must hold for pieces of longer names, for licence comments and for every letter.
/// </summary>
internal static class IdentifierCheck
{
    private const int MostNames = 3;
    private const int ShortestName = 3;

    /// <summary>The names of a question that somebody looks for as they are written.</summary>
    public static IReadOnlyList<string> NamesOf(AnalyzedQuery query)
    {
        var names = query.Names.Select(name => name.Name);
        if (query.Names.Count == 0 && IsOneWord(query.Text))
        {
            names = [query.Text];
        }

        return [.. names.Where(name => name.Length >= ShortestName).Take(MostNames)];
    }

    /// <summary>Reads files until the name occurs or all were read.</summary>
    /// <param name="corpus">The tree.</param>
    /// <param name="name">What to look for, in any case.</param>
    /// <param name="until">Stops the reading; what was read until then is told.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>Null when it occurs in a text or path; otherwise how many files were read.</returns>
    public static async ValueTask<int?> ReadForAsync(
        SearchCorpus corpus, string name, Func<bool> until, CancellationToken cancellationToken)
    {
        var likely = new bool[corpus.FileCount];
        foreach (var word in TermWord.Read(name))
        {
            var having = corpus.FilesWith(word.Term);
            for (var place = 0; place < likely.Length; place++)
            {
                likely[place] |= having[place];
            }
        }

        var read = 0;
        foreach (var place in Enumerable.Range(0, corpus.FileCount).OrderByDescending(place => likely[place]))
        {
            if (until())
            {
                break;
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (corpus.PathOf(place).Value.Contains(name, StringComparison.OrdinalIgnoreCase))
            {
                return null;
            }

            var text = await corpus.View.ReadTextAsync(place, cancellationToken).ConfigureAwait(false);
            if (text.Contains(name, StringComparison.OrdinalIgnoreCase))
            {
                return null;
            }

            read++;
        }

        return read;
    }

    private static bool IsOneWord(string text) => text.Length > 0 && text.All(c => char.IsLetterOrDigit(c) || c == '_');
}
