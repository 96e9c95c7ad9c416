using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Embedding;

namespace McpContextBrowser.Core.Search;

/// <summary>Answers a question from one tree, or from several as if one held all.</summary>
/// <remarks>Safe for calls from several threads; without a model, or when it fails, words alone answer.</remarks>
public static class Searcher
{
    /// <summary>Searches one tree.</summary>
    /// <param name="corpus">The tree.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="embedder">The model that made the tree's vectors; null searches by words alone.</param>
    /// <param name="call">The call this belongs to.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="CtxbException">The regular expression cannot be used, or a narrowing path is none.</exception>
    public static async ValueTask<Ranking> SearchAsync(
        SearchCorpus corpus, Question question, IEmbedder? embedder, CallContext call, CancellationToken cancellationToken) =>
        (await SearchAsync([new(corpus, embedder)], question, call, cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Searches several trees; scores compare between them, see <see cref="OtherTrees"/>.</summary>
    /// <param name="trees">At least one. Cosines compare only between trees of one model.</param>
    /// <param name="question">What is asked; the limit is of each tree.</param>
    /// <param name="call">The call this belongs to.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <returns>A ranking a tree, in their order.</returns>
    /// <exception cref="CtxbException">The regular expression cannot be used, or a narrowing path is none.</exception>
    public static async ValueTask<IReadOnlyList<Ranking>> SearchAsync(
        IReadOnlyList<SearchedTree> trees, Question question, CallContext call, CancellationToken cancellationToken)
    {
        var requests = ReadQuestion.Of([.. trees.Select(tree => tree.Corpus)], question);
        var searches = new TreeQuery[trees.Count];
        for (var i = 0; i < searches.Length; i++)
        {
            searches[i] = new(trees[i], question, requests[i]);
        }

        try
        {
            TreeQuery.ScoreWords(searches, cancellationToken);
            await TreeQuery.ScoreLikenessAsync(searches, call, cancellationToken).ConfigureAwait(false);
            foreach (var search in searches)
            {
                await search.ReadTextsAsync(cancellationToken).ConfigureAwait(false);
            }

            if (Array.TrueForAll(searches, search => search.AsksForAbsentPhrase))
            {
                return await SearchAsync(trees, question with { PhrasesAreWords = true }, call, cancellationToken).ConfigureAwait(false);
            }

            var rankings = new Ranking[searches.Length];
            for (var i = 0; i < rankings.Length; i++)
            {
                rankings[i] = await searches[i].RankAsync(call, cancellationToken).ConfigureAwait(false);
            }

            return rankings;
        }
        finally
        {
            foreach (var search in searches)
            {
                search.Dispose();
            }
        }
    }
}
