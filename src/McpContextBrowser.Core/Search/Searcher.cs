using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Embedding;

namespace McpContextBrowser.Core.Search;

/// <summary>Answers a question from one tree.</summary>
/// <remarks>Safe for calls from several threads; without a model, or when it fails, words alone answer.</remarks>
public static class Searcher
{
    /// <summary>Searches.</summary>
    /// <param name="corpus">The tree.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="embedder">The model that made the tree's vectors; null searches by words alone.</param>
    /// <param name="call">The call this belongs to.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    public static async ValueTask<Ranking> SearchAsync(
        SearchCorpus corpus, Question question, IEmbedder? embedder, CallContext call, CancellationToken cancellationToken)
    {
        var query = QueryAnalysis.Analyze(question.Text, corpus.Options);
        var allowed = question.Filter is { } filter ? corpus.View.Places.Select(filter).ToArray() : null;
        var scores = corpus.Rent();
        try
        {
            scores.Compute(corpus, query);
            cancellationToken.ThrowIfCancellationRequested();
            var ground = BaseScores.Compute(corpus, query, scores, allowed);
            var (vectors, degraded) = await AskModelAsync(corpus, query, allowed, embedder, call, cancellationToken).ConfigureAwait(false);
            if (vectors is not null)
            {
                ground.Add(vectors, query.IsLong ? corpus.Options.LongVectorShare : corpus.Options.VectorShare);
            }

            var definitions = new DefinitionBoost(corpus, query);
            var ranker = new Ranker(corpus, query, scores, ground, vectors, definitions);
            var order = ranker.Order(Candidates(corpus, question, allowed, ground, definitions), question.Limit);
            if (vectors is not null)
            {
                var places = order.ConvertAll(file => file.Place);
                await corpus.PathVectors.EnsureAsync(corpus, places, embedder!, call, cancellationToken).ConfigureAwait(false);
            }

            var files = order.ConvertAll(ranker.WithChunks);
            return new(query, question.Explain ? TermReasons.Add(corpus, query, scores, files) : files) { Degraded = degraded };
        }
        finally
        {
            corpus.Return(scores);
        }
    }

    private static async ValueTask<(VectorEvidence? Evidence, string? Degraded)> AskModelAsync(
        SearchCorpus corpus, AnalyzedQuery query, bool[]? allowed, IEmbedder? embedder, CallContext call, CancellationToken cancellationToken)
    {
        if (embedder is null)
        {
            return (null, null);
        }

        try
        {
            return (await VectorEvidence.FindAsync(corpus, query.Text, allowed, embedder, call, cancellationToken).ConfigureAwait(false), null);
        }
        catch (CtxbException failure) when (failure.Code == ErrorCodes.ProviderFailed)
        {
            return (null, $"Searched by words alone: {failure.Message}");
        }
    }

    private static List<int> Candidates(
        SearchCorpus corpus, Question question, bool[]? allowed, BaseScores ground, DefinitionBoost definitions)
    {
        var best = ground.Best(Math.Max(corpus.Options.Candidates, question.Limit));
        var known = best.ToHashSet();
        best.AddRange(definitions.Files.Keys.Where(place => (allowed is null || allowed[place]) && known.Add(place)));
        return best;
    }
}
