using System.Text.RegularExpressions;
using McpContextBrowser.Core.Lexical;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Core.Search;

/// <summary>
/// Finds out whether a name occurs in a tree at all, by reading what its filter does not rule out: postings know stems and whole
/// identifiers, and a statement that something is absent must hold for pieces of longer names, for licence comments and for every letter.
/// </summary>
internal static partial class IdentifierCheck
{
    private const int ShortestName = 4; // of three letters there is no gram: to check it, every file would have to be read
    private const int ShortestQuestion = 3;

    // A dash within a name belongs to it (max-tokens); an arrow does not (redis->clients).
    [GeneratedRegex(@"[\p{L}\p{Nd}_]+(?:-[\p{L}\p{Nd}_]+)*")]
    private static partial Regex Parts();

    /// <summary>The names of a question that somebody looks for as they are written; of a question that is one word all its parts.</summary>
    public static IEnumerable<string> NamesOf(AnalyzedQuery query)
    {
        if (query.Text.Any(char.IsWhiteSpace))
        {
            return query.Names.Select(name => name.Name).Where(name => name.Length >= ShortestName);
        }

        var parts = Parts().Matches(query.Text).Select(part => part.Value).ToList();
        return parts.Where(part => part.Length >= (parts.Count == 1 ? ShortestQuestion : ShortestName));
    }

    /// <summary>Reads the files that may hold the name until it occurs or none is left.</summary>
    /// <param name="corpus">The tree.</param>
    /// <param name="name">What to look for, in any case.</param>
    /// <param name="until">Stops the check; the files that were checked until then are told.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>Null when it occurs in a text or path; otherwise in how many files it is known not to.</returns>
    public static async ValueTask<int?> ReadForAsync(
        SearchCorpus corpus, string name, Func<bool> until, CancellationToken cancellationToken)
    {
        var slots = GramFilter.SlotsOf(name);
        var piece = new CaselessPiece(name);
        var without = 0;
        foreach (var place in LikeliestFirst(corpus, name))
        {
            if (until())
            {
                break;
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (piece.IsIn(corpus.PathOf(place).Value)
                || (corpus.MayHold(place, slots) && await corpus.View.HoldsAsync(place, piece, cancellationToken).ConfigureAwait(false)))
            {
                return null;
            }

            without++;
        }

        return without;
    }

    /// <summary>
    /// All files: first those that have the whole name, then those with all its words, then with any, then the others. A name that
    /// occurs is nearly always found in the first file that is read, so that to ask for it costs no more than a file.
    /// </summary>
    private static IEnumerable<int> LikeliestFirst(SearchCorpus corpus, string name)
    {
        var words = TermWord.Read(name);
        var having = new int[corpus.FileCount];
        foreach (var word in words)
        {
            var files = corpus.FilesWith(word.Term);
            for (var place = 0; place < having.Length; place++)
            {
                having[place] += !files[place] ? 0 : word.IsCompound ? words.Count : 1;
            }
        }

        for (var worth = 2 * words.Count; worth >= 0; worth--)
        {
            for (var place = 0; place < having.Length; place++)
            {
                if (having[place] == worth)
                {
                    yield return place;
                }
            }
        }
    }
}
