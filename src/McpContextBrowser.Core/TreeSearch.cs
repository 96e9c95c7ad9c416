using System.Globalization;
using McpContextBrowser.Core.Chunking;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Indexing;
using McpContextBrowser.Core.Search;

namespace McpContextBrowser.Core;

/// <summary>Turns what the Search room ranked in ready trees into an answer.</summary>
internal static class TreeSearch
{
    /// <summary>An answer that shows every hit whole.</summary>
    public static async Task<SearchAnswer> AnswerAsync(
        IReadOnlyList<ReadyTree> trees, SearchRequest request, CallContext call, CancellationToken cancellationToken)
    {
        var rankings = await RankAsync(trees, request, request.Limit, call, cancellationToken).ConfigureAwait(false);
        var rows = Ranking.RowsOf(rankings, request.Limit);
        var answers = new List<SearchAnswer>(trees.Count);
        for (var i = 0; i < trees.Count; i++)
        {
            var ofTree = rows.Where(row => row.Tree == i).Select(row => row.Row);
            answers.Add(await AnswerAsync(trees[i], request, rankings[i], ofTree, cancellationToken).ConfigureAwait(false));
        }

        return answers.Count == 1 ? answers[0] : Merge(answers, request.Limit);
    }

    /// <summary>The same without hits, what they may be chosen from, and the weights of the question's terms.</summary>
    public static async Task<(SearchAnswer Answer, IReadOnlyList<HitCandidate> Candidates, IReadOnlyDictionary<ulong, double> Terms)> CandidatesAsync(
        IReadOnlyList<ReadyTree> trees, SearchRequest request, int files, CallContext call, CancellationToken cancellationToken)
    {
        var rankings = await RankAsync(trees, request, files, call, cancellationToken).ConfigureAwait(false);
        var answers = new List<SearchAnswer>(trees.Count);
        for (var i = 0; i < trees.Count; i++)
        {
            var empty = Empty(trees[i], rankings[i].Degraded ?? trees[i].Serving.Degraded, rankings[i].Notes);
            answers.Add(await Absence.TellAsync(trees[i], request, rankings[i], empty, cancellationToken).ConfigureAwait(false));
        }

        var answer = answers.Count == 1 ? answers[0] : Merge(answers, request.Limit);
        return (answer, [.. HitCandidate.Of([.. trees.Zip(rankings)])], TermWeights(trees, rankings[0].Query));
    }

    /// <summary>Chunks like the example, nearest first.</summary>
    public static async Task<IReadOnlyList<HitCandidate>> SimilarAsync(
        ReadyTree tree, SimilarRequest request, int limit, CallContext call, CancellationToken cancellationToken)
    {
        var embedder = EmbedderOf(tree);
        var (text, except) = await ExampleAsync(tree, request, cancellationToken).ConfigureAwait(false);
        var found = await SimilarChunks.FindAsync(
            tree.Corpus, text, limit, except, FilterOf(request.Scope), embedder, call, cancellationToken).ConfigureAwait(false);
        return [.. found.Select(one => new HitCandidate(tree, tree.Corpus.PlaceOf(one.Chunk), one.Chunk, one.Cosine, Math.Max(one.Cosine, 1e-9), null, null))];
    }

    /// <summary>What makes vectors like those of the tree.</summary>
    /// <exception cref="CtxbException">There is none, or none now.</exception>
    public static IEmbedder EmbedderOf(ReadyTree tree)
    {
        if (tree.Serving.Embedder is not { } embedder)
        {
            throw tree.Serving.Degraded is { } why
                ? new CtxbException(ErrorCodes.ProviderFailed, $"Similar code is found by vectors, and there are none now. {why}", "Run: ctxb index")
                : new CtxbException(
                    ErrorCodes.ConfigurationInvalid, "Similar code is found by vectors, and embedding is off.", "Choose an embedding in the configuration.");
        }

        return embedder;
    }

    /// <summary>The answer that shows these hits whole.</summary>
    public static async Task<SearchAnswer> WholeAsync(ReadyTree tree, IReadOnlyList<HitCandidate> candidates, CancellationToken cancellationToken)
    {
        var hits = new List<SearchHit>(candidates.Count);
        foreach (var candidate in candidates)
        {
            hits.Add(await HitAsync(candidate, cancellationToken).ConfigureAwait(false));
        }

        return await AnswerAsync(tree, hits, null, [], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>One answer of several: hits by score, which the search brought to one scale.</summary>
    private static SearchAnswer Merge(List<SearchAnswer> answers, int limit)
    {
        List<AbsentName> absent =
        [
            .. answers.SelectMany(answer => answer.Absent).GroupBy(absent => absent.Name).Where(group => group.Count() == answers.Count)
                .Select(group => new AbsentName(group.Key, group.Sum(absent => absent.FilesChecked), group.Sum(absent => absent.Files))),
        ];
        var isThin = answers.TrueForAll(answer => answer.SkippedBy is not null);
        var merged = new SearchAnswer
        {
            Hits = [.. answers.SelectMany(answer => answer.Hits).OrderByDescending(hit => hit.Score).Take(limit)],
            Coverage = new(
                answers.Sum(answer => answer.Coverage.Files),
                answers.Sum(answer => answer.Coverage.Chunks),
                answers.Sum(answer => answer.Coverage.FilesPending),
                answers.SelectMany(answer => answer.Coverage.Skipped).GroupBy(skipped => skipped.Key).ToDictionary(group => group.Key, group => group.Sum(skipped => skipped.Value))),
            Fresh = answers.All(answer => answer.Fresh),
            Degraded = answers.Select(answer => answer.Degraded).FirstOrDefault(degraded => degraded is not null),
            Notes = [.. answers.SelectMany(answer => answer.Notes).Distinct().Where(note => absent.Count > 0 || note != Absence.SecretsNote)],
            Absent = absent,
            NoWordOccurs = answers.TrueForAll(answer => answer.NoWordOccurs),
            SkippedByOthers = isThin ? answers.Sum(answer => answer.SkippedByOthers) : 0,
        };
        return isThin ? Absence.Named(merged, answers.SelectMany(answer => answer.SkippedBy!)) : merged;
    }

    private static async Task<SearchAnswer> AnswerAsync(
        ReadyTree tree, SearchRequest request, Ranking ranking, IEnumerable<RankedRow> rows, CancellationToken cancellationToken)
    {
        var hits = new List<SearchHit>(request.Limit);
        foreach (var row in rows)
        {
            var candidate = new HitCandidate(tree, row.File.Place, row.Chunk.Chunk, row.Score, 1, row.Chunk.MatchLine, row);
            var hit = await HitAsync(candidate, cancellationToken).ConfigureAwait(false);
            hits.Add(request.Explain ? hit with { Reasons = HitReasons.Describe(row, row.Score) } : hit);
        }

        var answer = await AnswerAsync(tree, hits, ranking.Degraded ?? tree.Serving.Degraded, ranking.Notes, cancellationToken).ConfigureAwait(false);
        return await Absence.TellAsync(tree, request, ranking, answer, cancellationToken).ConfigureAwait(false);
    }

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
                return (await tree.View.ReadTextAsync(place, found, cancellationToken).ConfigureAwait(false), chunk);
            }
        }

        throw new CtxbException(
            ErrorCodes.ArgumentInvalid, $"{path} has no line {request.Line.ToString(CultureInfo.InvariantCulture)}.", "Name a line of the file.");
    }

    /// <summary>A candidate as a hit that is shown whole.</summary>
    /// <param name="candidate">The chunk.</param>
    /// <param name="text">Its text.</param>
    public static SearchHit Hit(HitCandidate candidate, string text)
    {
        var chunk = candidate.Lines;
        return new SearchHit
        {
            Root = candidate.Tree.Root,
            Path = candidate.Path,
            StartLine = chunk.StartLine,
            EndLine = chunk.EndLine,
            Score = candidate.Score,
            Symbol = chunk.Symbol,
            Kind = KindOf(chunk.Kind),
            Language = candidate.Tree.View.Places[candidate.Place].Language,
            Text = text,
        };
    }

    /// <summary>The answer of a tree before its hits are known.</summary>
    public static SearchAnswer Empty(ReadyTree tree, string? degraded = null, IReadOnlyList<string>? notes = null) => new()
    {
        Hits = [],
        Coverage = new(
            tree.View.Places.Count, tree.Corpus.ChunkCount,
            tree.Pending is { } pending ? Math.Max(0, pending.FilesToDo - pending.FilesDone) : 0, Tally.SkippedBy(tree.Manifest)),
        Fresh = tree.IsFresh,
        Degraded = degraded,
        Notes = [.. notes ?? [], .. Notes(tree)],
    };

    /// <summary>What is said when code went away while the answer was made.</summary>
    public static IEnumerable<string> NoteOfLost(int lost) => lost == 0
        ? []
        : [string.Create(CultureInfo.InvariantCulture, $"{lost} hits were left out: their code went away while the answer was made.")];

    private static async ValueTask<SearchHit> HitAsync(HitCandidate candidate, CancellationToken cancellationToken) =>
        Hit(candidate, await candidate.Tree.View.ReadTextAsync(candidate.Place, candidate.Lines, cancellationToken).ConfigureAwait(false));

    /// <summary>The order of files in each tree, with scores that compare between them.</summary>
    public static ValueTask<IReadOnlyList<Ranking>> RankAsync(
        IReadOnlyList<ReadyTree> trees, SearchRequest request, int files, CallContext call, CancellationToken cancellationToken) =>
        Searcher.SearchAsync(
            [.. trees.Select(tree => new SearchedTree(tree.Corpus, tree.Serving.Embedder))],
            new() { Text = request.Query, Mode = request.Mode, Limit = files, Filter = FilterOf(request.Scope), Explain = request.Explain },
            call, cancellationToken);

    /// <summary>How much each term tells in what is searched.</summary>
    private static Dictionary<ulong, double> TermWeights(IReadOnlyList<ReadyTree> trees, AnalyzedQuery query)
    {
        var chunks = trees.Sum(tree => tree.Corpus.ChunkCount);
        return query.Terms.ToDictionary(
            term => term.Term, term => term.Weight * TermStatistics.Rarity(chunks, trees.Sum(tree => tree.Corpus.ChunkFrequency(term.Term))));
    }

    private static PlaceFilter? FilterOf(SearchScope scope) =>
        scope.IsEmpty ? null : new(scope.Extensions, scope.Languages, scope.Globs, scope.Paths);

    internal static string KindOf(DefinitionKind kind) => kind == DefinitionKind.None ? "text" : kind.ToString().ToLowerInvariant();

    private static async ValueTask<SearchAnswer> AnswerAsync(
        ReadyTree tree, List<SearchHit> hits, string? degraded, IReadOnlyList<string> notes, CancellationToken cancellationToken)
    {
        var current = await HitAnchor.ToDiskAsync(tree, hits, cancellationToken).ConfigureAwait(false);
        var answer = Empty(tree, degraded, notes);
        return answer with { Hits = current, Notes = [.. answer.Notes, .. NoteOfLost(hits.Count - current.Count)] };
    }

    private static IEnumerable<string> Notes(ReadyTree tree)
    {
        if (tree.Sweep is { IsComplete: false } sweep)
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{sweep.FilesChecked} of {sweep.Files} files checked in the time there was: what changed in the others is not found, what is shown of them is as on disk.");
        }

        if (tree.Pending is { } pending)
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"Indexing goes on: {pending.FilesDone} of {pending.FilesToDo}{(pending.WalkFinished ? "" : " or more")} files so far. Ask again for the rest.");
        }

        if (tree.Stopped is { } limit)
        {
            yield return $"Files are missing. {limit.Message} {limit.Next}";
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
