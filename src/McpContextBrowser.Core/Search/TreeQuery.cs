using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Search;

/// <summary>
/// One tree's part of a question, from words to ranked files. Steps that compare scores take all trees of the question at once.
/// </summary>
/// <param name="tree">The tree.</param>
/// <param name="question">What is asked.</param>
/// <param name="request">The question as this tree reads it.</param>
internal sealed class TreeQuery(SearchedTree tree, Question question, ReadQuestion request) : IDisposable
{
    private readonly SearchCorpus _corpus = tree.Corpus;
    private readonly LexicalScores _scores = tree.Corpus.Rent();
    private OtherTrees _others = OtherTrees.None;
    private BaseScores _base = null!; // from the first step on
    private DefinitionBoost _definitions = null!;
    private VectorEvidence? _vectors;
    private TextScan? _scan;
    private string? _degraded;

    /// <summary>True when every text was read, none holds the quoted phrases, and there are words beside them.</summary>
    public bool AsksForAbsentPhrase => _scan is { Matches.Count: 0, IsPartial: false } && request.HasWordsBeside;

    public void Dispose() => _corpus.Return(_scores);

    /// <summary>Scores by words; a word is as rare as in all the trees together.</summary>
    public static void ScoreWords(TreeQuery[] trees, CancellationToken cancellationToken)
    {
        if (trees.Length > 1)
        {
            var counted = new TermStatistics[trees.Length][];
            for (var i = 0; i < trees.Length; i++)
            {
                counted[i] = trees[i].CountTerms();
                cancellationToken.ThrowIfCancellationRequested();
            }

            var others = OtherTrees.Beside(Array.ConvertAll(trees, tree => tree._corpus), counted);
            for (var i = 0; i < trees.Length; i++)
            {
                trees[i]._others = others[i];
            }
        }

        foreach (var tree in trees)
        {
            tree.ScoreWords();
            cancellationToken.ThrowIfCancellationRequested();
        }

        BaseScores.Level(Array.ConvertAll(trees, tree => tree._base));
    }

    /// <summary>Adds what the model says.</summary>
    public static async ValueTask ScoreLikenessAsync(TreeQuery[] trees, CallContext call, CancellationToken cancellationToken)
    {
        foreach (var tree in trees)
        {
            await tree.AskModelAsync(call, cancellationToken).ConfigureAwait(false);
        }

        var asked = Array.FindAll(trees, tree => tree._vectors is not null);
        if (asked.Length == 0)
        {
            return;
        }

        if (trees.Length > 1)
        {
            foreach (var ofModel in asked.GroupBy(tree => tree.Model, StringComparer.Ordinal))
            {
                VectorEvidence.Level([.. ofModel.Select(tree => tree._vectors!)]);
            }
        }

        foreach (var tree in asked)
        {
            tree.AddLikeness();
        }

        BaseScores.Normalise(Array.ConvertAll(trees, tree => tree._base));
    }

    /// <summary>Reads texts for what must occur as written.</summary>
    public async ValueTask ReadTextsAsync(CancellationToken cancellationToken)
    {
        _definitions = new(_corpus, request.Query);
        if (request.Patterns.Count > 0)
        {
            _scan = new(_corpus, question, request.UsesOnly ? _definitions : null);
            var wanted = Math.Max(_corpus.Options.Candidates, question.Limit);
            await _scan.RunAsync(request.Patterns, _base.Best(_corpus, request.Query.Asked, wanted), request.Allowed, wanted, cancellationToken).ConfigureAwait(false);
        }

        if (request.UsesOnly)
        {
            _definitions = new(_corpus, request.Query with { Names = [] }); // who asks for uses gains nothing by a definition
        }
    }

    /// <summary>Ranks the files that are worth it by all signals, and their chunks.</summary>
    public async ValueTask<Ranking> RankAsync(CallContext call, CancellationToken cancellationToken)
    {
        var ranker = new Ranker(_corpus, _others, request.Query, _scores, _base, _vectors, _definitions, request.Mentions);
        var order = ranker.Order(Candidates(), question.Limit);
        if (_vectors is not null)
        {
            var places = order.ConvertAll(file => file.Place);
            await _corpus.PathVectors.EnsureAsync(_corpus, places, tree.Embedder!, call, cancellationToken).ConfigureAwait(false);
        }

        var matchLines = _scan?.Matches.ToDictionary(match => match.Place, match => match.Lines);
        var files = order.ConvertAll(file => ranker.WithChunks(file, matchLines?[file.Place] ?? []));
        return new(request.Query, question.Explain ? TermReasons.Add(_corpus, request.Query, _scores, files) : files)
        {
            Degraded = _degraded,
            Notes = _scan is { IsPartial: true }
                ? [.. request.Notes, $"Only part of the files was read in {question.ReadingTime.TotalSeconds:0.#} s; narrow the search to read all."]
                : request.Notes,
        };
    }

    private string Model => tree.Embedder!.ModelId;

    private TermStatistics[] CountTerms() => _scores.Count(_corpus, request.Query);

    private void ScoreWords()
    {
        _scores.Compute(_corpus, request.Query, _others);
        _base = new(_corpus, request.Query, _scores, request.Allowed);
    }

    private async ValueTask AskModelAsync(CallContext call, CancellationToken cancellationToken)
    {
        // What must occur as written, or is one path or definition, has nothing to gain from likeness.
        if (tree.Embedder is not { } embedder || request.IsNarrow)
        {
            return;
        }

        try
        {
            _vectors = await VectorEvidence.FindAsync(_corpus, request.Query.Text, request.Allowed, embedder, call, cancellationToken).ConfigureAwait(false);
        }
        catch (CtxbException failure) when (failure.Code is ErrorCodes.ProviderFailed or ErrorCodes.QuotaExceeded)
        {
            _degraded = $"Searched by words alone: {failure.Message}";
        }
    }

    private void AddLikeness() => _base.Add(_vectors!, request.Query.IsLong ? _corpus.Options.LongVectorShare : _corpus.Options.VectorShare);

    /// <summary>Files that are ranked with all signals: those the question is confined to, or the best by base and those it names.</summary>
    private List<int> Candidates()
    {
        var most = Math.Max(_corpus.Options.Candidates, question.Limit);
        IEnumerable<int>? confined =
            _scan is not null ? _scan.Matches.Select(match => match.Place)
            : request.DefinitionsOnly ? _definitions.Files.Keys
            : request.NamedPathsOnly ? request.Mentions.Files.Keys
            : null;
        if (confined is not null)
        {
            return [.. confined.Where(request.Allows).Where(place => _corpus.FirstChunk(place + 1) > _corpus.FirstChunk(place))
                .OrderByDescending(place => _base.ByFile[place]).ThenBy(place => place).Take(most)];
        }

        var best = _base.Best(_corpus, request.Query.Asked, most);
        var known = best.ToHashSet();
        best.AddRange(_definitions.Files.Keys.Concat(request.Mentions.Files.Keys)
            .Where(place => request.Allows(place) && _corpus.FirstChunk(place + 1) > _corpus.FirstChunk(place) && known.Add(place)));
        return best;
    }
}
