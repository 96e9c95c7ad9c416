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
    /// <exception cref="CtxbException">The regular expression cannot be used, or a narrowing path is none.</exception>
    public static async ValueTask<Ranking> SearchAsync(
        SearchCorpus corpus, Question question, IEmbedder? embedder, CallContext call, CancellationToken cancellationToken)
    {
        var request = ReadQuestion.Of(corpus, question);
        var query = request.Query;
        var scores = corpus.Rent();
        try
        {
            scores.Compute(corpus, query);
            cancellationToken.ThrowIfCancellationRequested();
            var ground = BaseScores.Compute(corpus, query, scores, request.Allowed);
            var (vectors, degraded) = await AskModelAsync(corpus, request, embedder, call, cancellationToken).ConfigureAwait(false);
            if (vectors is not null)
            {
                ground.Add(vectors, query.IsLong ? corpus.Options.LongVectorShare : corpus.Options.VectorShare);
            }

            var definitions = new DefinitionBoost(corpus, query);
            var scan = await ReadTextsAsync(corpus, question, request, ground, definitions, cancellationToken).ConfigureAwait(false);
            if (scan is { Matches.Count: 0, IsPartial: false } && request.HasWordsBeside)
            {
                return await SearchAsync(corpus, question with { PhrasesAreWords = true }, embedder, call, cancellationToken).ConfigureAwait(false);
            }

            if (request.UsesOnly)
            {
                definitions = new(corpus, query with { Names = [] }); // who asks for uses gains nothing by a definition
            }

            var candidates = Candidates(corpus, question, request, ground, definitions, scan);
            var ranker = new Ranker(corpus, query, scores, ground, vectors, definitions, request.Mentions);
            var order = ranker.Order(candidates, question.Limit);
            if (vectors is not null)
            {
                var places = order.ConvertAll(file => file.Place);
                await corpus.PathVectors.EnsureAsync(corpus, places, embedder!, call, cancellationToken).ConfigureAwait(false);
            }

            var matchLines = scan?.Matches.ToDictionary(match => match.Place, match => match.Lines);
            var files = order.ConvertAll(file => ranker.WithChunks(file, matchLines?[file.Place] ?? []));
            return new(query, question.Explain ? TermReasons.Add(corpus, query, scores, files) : files)
            {
                Degraded = degraded,
                Notes = scan is { IsPartial: true }
                    ? [.. request.Notes, $"Only part of the files was read in {question.ReadingTime.TotalSeconds:0.#} s; narrow the search to read all."]
                    : request.Notes,
            };
        }
        finally
        {
            corpus.Return(scores);
        }
    }

    private static async ValueTask<(VectorEvidence? Evidence, string? Degraded)> AskModelAsync(
        SearchCorpus corpus, ReadQuestion request, IEmbedder? embedder, CallContext call, CancellationToken cancellationToken)
    {
        // What must occur as written, or is one path or definition, has nothing to gain from likeness.
        if (embedder is null || request.IsNarrow)
        {
            return (null, null);
        }

        try
        {
            var evidence = await VectorEvidence.FindAsync(corpus, request.Query.Text, request.Allowed, embedder, call, cancellationToken)
                .ConfigureAwait(false);
            return (evidence, null);
        }
        catch (CtxbException failure) when (failure.Code is ErrorCodes.ProviderFailed or ErrorCodes.QuotaExceeded)
        {
            return (null, $"Searched by words alone: {failure.Message}");
        }
    }

    private static async ValueTask<TextScan?> ReadTextsAsync(
        SearchCorpus corpus, Question question, ReadQuestion request, BaseScores ground, DefinitionBoost definitions,
        CancellationToken cancellationToken)
    {
        if (request.Patterns.Count == 0)
        {
            return null;
        }

        var scan = new TextScan(corpus, question, request.UsesOnly ? definitions : null);
        var wanted = Math.Max(corpus.Options.Candidates, question.Limit);
        await scan.RunAsync(request.Patterns, ground.Best(corpus, request.Query.Asked, wanted), request.Allowed, wanted, cancellationToken).ConfigureAwait(false);
        return scan;
    }

    /// <summary>Files that are ranked with all signals: those the question is confined to, or the best by base and those it names.</summary>
    private static List<int> Candidates(
        SearchCorpus corpus, Question question, ReadQuestion request, BaseScores ground, DefinitionBoost definitions, TextScan? scan)
    {
        var most = Math.Max(corpus.Options.Candidates, question.Limit);
        IEnumerable<int>? confined =
            scan is not null ? scan.Matches.Select(match => match.Place)
            : request.DefinitionsOnly ? definitions.Files.Keys
            : request.Mentions is { IsWhole: true, Files.Count: > 0 } ? request.Mentions.Files.Keys
            : null;
        if (confined is not null)
        {
            return [.. confined.Where(request.Allows).Where(place => corpus.FirstChunk(place + 1) > corpus.FirstChunk(place))
                .OrderByDescending(place => ground.ByFile[place]).ThenBy(place => place).Take(most)];
        }

        var best = ground.Best(corpus, request.Query.Asked, most);
        var known = best.ToHashSet();
        best.AddRange(definitions.Files.Keys.Concat(request.Mentions.Files.Keys)
            .Where(place => request.Allows(place) && corpus.FirstChunk(place + 1) > corpus.FirstChunk(place) && known.Add(place)));
        return best;
    }
}
