using System.Globalization;
using McpContextBrowser.Core.Chunking;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Indexing;
using McpContextBrowser.Core.Search;

namespace McpContextBrowser.Core;

/// <summary>Turns what the Search room ranked in a ready tree into an answer.</summary>
internal static class TreeSearch
{
    public static async Task<SearchAnswer> AnswerAsync(
        ReadyTree tree, SearchRequest request, CallContext call, CancellationToken cancellationToken)
    {
        var question = new Question
        {
            Text = request.Query,
            Mode = request.Mode,
            Limit = request.Limit,
            Filter = FilterOf(request.Scope),
            Explain = request.Explain,
        };
        var ranking = await Searcher.SearchAsync(tree.Corpus, question, tree.Serving.Embedder, call, cancellationToken).ConfigureAwait(false);
        var hits = new List<SearchHit>(request.Limit);
        foreach (var row in ranking.Rows(request.Limit))
        {
            var hit = await HitAsync(tree, row.File.Place, row.Chunk.Chunk, row.Score, cancellationToken).ConfigureAwait(false);
            hits.Add(request.Explain ? hit with { Reasons = HitReasons.Describe(row) } : hit);
        }

        return await AnswerAsync(tree, hits, ranking.Degraded ?? tree.Serving.Degraded, ranking.Notes, cancellationToken).ConfigureAwait(false);
    }

    public static async Task<SearchAnswer> SimilarAsync(
        ReadyTree tree, SimilarRequest request, CallContext call, CancellationToken cancellationToken)
    {
        if (tree.Serving.Embedder is not { } embedder)
        {
            throw tree.Serving.Degraded is { } why
                ? new CtxbException(ErrorCodes.ProviderFailed, $"Similar code is found by vectors, and there are none now. {why}", "Run: ctxb index")
                : new CtxbException(
                    ErrorCodes.ConfigurationInvalid, "Similar code is found by vectors, and embedding is off.", "Choose an embedding in the configuration.");
        }

        var (text, except) = await ExampleAsync(tree, request, cancellationToken).ConfigureAwait(false);
        var found = await SimilarChunks.FindAsync(
            tree.Corpus, text, request.Limit, except, FilterOf(request.Scope), embedder, call, cancellationToken).ConfigureAwait(false);
        var hits = new List<SearchHit>(found.Count);
        foreach (var (chunk, cosine) in found)
        {
            hits.Add(await HitAsync(tree, tree.Corpus.PlaceOf(chunk), chunk, cosine, cancellationToken).ConfigureAwait(false));
        }

        return await AnswerAsync(tree, hits, null, [], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>One answer of several: hits by score, which every tree has on the same scale.</summary>
    public static SearchAnswer Merge(IReadOnlyList<SearchAnswer> answers, int limit) => new()
    {
        Hits = [.. answers.SelectMany(answer => answer.Hits).OrderByDescending(hit => hit.Score).Take(limit)],
        Coverage = new(
            answers.Sum(answer => answer.Coverage.Files),
            answers.Sum(answer => answer.Coverage.Chunks),
            answers.Sum(answer => answer.Coverage.FilesPending),
            answers.SelectMany(answer => answer.Coverage.Skipped).GroupBy(skipped => skipped.Key).ToDictionary(group => group.Key, group => group.Sum(skipped => skipped.Value))),
        Fresh = answers.All(answer => answer.Fresh),
        Degraded = answers.Select(answer => answer.Degraded).FirstOrDefault(degraded => degraded is not null),
        Notes = [.. answers.SelectMany(answer => answer.Notes).Distinct()],
    };

    private static async Task<(string Text, int? Except)> ExampleAsync(
        ReadyTree tree, SimilarRequest request, CancellationToken cancellationToken)
    {
        if (request.Snippet is { } snippet)
        {
            return string.IsNullOrWhiteSpace(snippet)
                ? throw new CtxbException(ErrorCodes.QueryEmpty, "The snippet is empty.", "Give some lines of code.")
                : (snippet, null);
        }

        if (request.Path is not { } given || !RelativePath.TryParse(given, out var path, OperatingSystem.IsWindows()))
        {
            throw new CtxbException(
                ErrorCodes.PathInvalid, $"'{request.Path}' is not a path inside {tree.Root}.", "Name a file below the searched folder, or give a snippet.");
        }

        var place = tree.PlaceOf(path) ?? throw new CtxbException(
            ErrorCodes.PathMissing, $"{path} is not in the index of {tree.Root}.", $"`ctxb status --skipped` tells which files are left out and why.");
        for (var chunk = tree.Corpus.FirstChunk(place); chunk < tree.Corpus.FirstChunk(place + 1); chunk++)
        {
            var found = tree.Corpus.ChunkAt(chunk);
            if (request.Line <= found.EndLine)
            {
                var text = await tree.View.ReadTextAsync(place, cancellationToken).ConfigureAwait(false);
                return (text.Substring(found.Start, found.Length), chunk);
            }
        }

        throw new CtxbException(
            ErrorCodes.ArgumentInvalid, $"{path} has no line {request.Line.ToString(CultureInfo.InvariantCulture)}.", "Name a line of the file.");
    }

    private static async ValueTask<SearchHit> HitAsync(
        ReadyTree tree, int placeIndex, int chunkOrdinal, double score, CancellationToken cancellationToken)
    {
        var place = tree.View.Places[placeIndex];
        var chunk = tree.Corpus.ChunkAt(chunkOrdinal);
        var text = await tree.View.ReadTextAsync(placeIndex, cancellationToken).ConfigureAwait(false);
        return new SearchHit
        {
            Root = tree.Root,
            Path = place.Path.Value,
            StartLine = chunk.StartLine,
            EndLine = chunk.EndLine,
            Score = score,
            Symbol = chunk.Symbol,
            Kind = KindOf(chunk.Kind),
            Language = place.Language,
            Text = text.Substring(chunk.Start, chunk.Length),
        };
    }

    private static PlaceFilter? FilterOf(SearchScope scope) =>
        scope.IsEmpty ? null : new(scope.Extensions, scope.Languages, scope.Globs, scope.Paths);

    private static string KindOf(DefinitionKind kind) => kind == DefinitionKind.None ? "text" : kind.ToString().ToLowerInvariant();

    private static async ValueTask<SearchAnswer> AnswerAsync(
        ReadyTree tree, List<SearchHit> hits, string? degraded, IReadOnlyList<string> notes, CancellationToken cancellationToken)
    {
        var current = await HitAnchor.ToDiskAsync(tree, hits, cancellationToken).ConfigureAwait(false);
        return new()
        {
            Hits = current,
            Coverage = new(
                tree.View.Places.Count, tree.Corpus.ChunkCount,
                tree.Pending is { } pending ? Math.Max(0, pending.FilesToDo - pending.FilesDone) : 0, Tally.SkippedBy(tree.Manifest)),
            Fresh = tree.IsFresh,
            Degraded = degraded,
            Notes = [.. notes, .. Notes(tree, hits.Count - current.Count)],
        };
    }

    private static IEnumerable<string> Notes(ReadyTree tree, int lost)
    {
        if (tree.Sweep is { IsComplete: false } sweep)
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{sweep.FilesChecked} of {sweep.Files} files checked in the time there was: what changed in the others is not found, what is shown of them is as on disk.");
        }

        if (lost > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{lost} hits were left out: their code went away while the answer was made.");
        }

        if (tree.Pending is { } pending)
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"Indexing goes on: {pending.FilesDone} of {pending.FilesToDo}{(pending.WalkFinished ? "" : " or more")} files so far. Ask again for the rest.");
        }

        if (tree.Serving.Note is { } note)
        {
            yield return note;
        }

        if (tree.SnapshotProblem is { } problem)
        {
            yield return $"The snapshot was not used and will be rebuilt: {problem}";
        }
    }
}
