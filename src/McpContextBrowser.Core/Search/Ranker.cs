using McpContextBrowser.Core.Chunking;

namespace McpContextBrowser.Core.Search;

/// <summary>
/// Puts candidate files in order: base, boosts, penalties, and in each file its chunks; docs/ranking.md. Each signal is a
/// class of its own beside this one.
/// </summary>
internal sealed class Ranker
{
    // More than all other parts of a chunk's score together, which are at most 1 + 0.5 + 0.4.
    private const double ChunkLead = 2;

    private readonly SearchCorpus _corpus;
    private readonly AnalyzedQuery _query;
    private readonly LexicalScores _scores;
    private readonly BaseScores _base;
    private readonly VectorEvidence? _vectors;
    private readonly DefinitionBoost _definitions;
    private readonly PathMentions _mentions;
    private readonly StemBoost _stems;
    private readonly DirectoryBoost _directories;
    private readonly SoftSymbolBoost _symbols;
    private readonly RelatedBoost _related;

    public Ranker(
        SearchCorpus corpus, OtherTrees others, AnalyzedQuery query, LexicalScores scores, BaseScores @base, VectorEvidence? vectors,
        DefinitionBoost definitions, PathMentions mentions)
    {
        _corpus = corpus;
        _query = query;
        _scores = scores;
        _base = @base;
        _vectors = vectors;
        _definitions = definitions;
        _mentions = mentions;
        var weights = new QueryWeights(corpus.Options, query, scores);
        _stems = new(corpus, query, weights);
        _directories = new(corpus, query, weights);
        _symbols = new(corpus, others, query, weights, scores);
        _related = new(corpus);
    }

    /// <summary>Ranks candidates by all signals; equal scores in the order of their paths.</summary>
    /// <param name="candidates">Places, each once.</param>
    /// <param name="limit">Most files wanted.</param>
    public List<ScoredFile> Order(IReadOnlyList<int> candidates, int limit)
    {
        var files = new List<ScoredFile>(candidates.Count);
        foreach (var place in candidates)
        {
            files.Add(Score(place));
        }

        Sort(files);
        if (_query.Class != QueryClass.Symbol)
        {
            _related.AddTo(files);
            Sort(files);
        }

        if (files.Count > limit)
        {
            files.RemoveRange(limit, files.Count - limit);
        }

        return files;
    }

    /// <summary>Adds the chunks of a file; with a model, its path's vector must be there.</summary>
    /// <param name="file">The file.</param>
    /// <param name="matchLines">Lines on which what must occur begins, ascending; chunks without one are left out.</param>
    public RankedFile WithChunks(ScoredFile file, IReadOnlyList<int> matchLines) =>
        new(file.Place, file.Score, RankChunks(file.Place, matchLines), file.Reasons);

    private static void Sort(List<ScoredFile> files) =>
        files.Sort((a, b) => a.Score == b.Score ? a.Place.CompareTo(b.Place) : b.Score.CompareTo(a.Score));

    private ScoredFile Score(int place)
    {
        var options = _corpus.Options;
        var mention = _mentions.Files.GetValueOrDefault(place);
        // Who names a file by its path wants it, whatever it is.
        var penalised = mention > 0 ? PathClasses.None : _corpus.Paths[place].Classes & ~_query.Asked;
        var reasons = new FileReasons
        {
            Base = _base.ByFile[place],
            Cosine = _vectors is not null && _vectors.Files.TryGetValue(place, out var cosine) ? cosine : null,
            StemBoost = _stems.Of(place),
            DirectoryBoost = _directories.Of(place),
            SymbolBoost = options.SoftSymbolBoost * BestSymbol(place),
            DefinitionBoost = _definitions.Files.GetValueOrDefault(place),
            MentionBoost = mention,
            Penalised = penalised,
            Penalty = options.Penalty(penalised),
        };
        var boosts = reasons.StemBoost + reasons.DirectoryBoost + reasons.SymbolBoost + reasons.DefinitionBoost + reasons.MentionBoost;
        return new(place, (reasons.Base + boosts) * reasons.Penalty, reasons);
    }

    private double BestSymbol(int place)
    {
        var best = 0.0;
        for (var chunk = _corpus.FirstChunk(place); chunk < _corpus.FirstChunk(place + 1); chunk++)
        {
            best = Math.Max(best, _symbols.Of(chunk));
        }

        return best;
    }

    /// <summary>
    /// The chunks of a file, best first by <c>C/Cmax + 0.5·v + 0.4·e′ − 0.1·[head of the file]</c> (long text 0.25·v + 0.5·e′); for a
    /// symbol query the chunk that defines the symbol comes before all. When something must occur, only chunks that hold it.
    /// </summary>
    private List<RankedChunk> RankChunks(int place, IReadOnlyList<int> matchLines)
    {
        var options = _corpus.Options;
        var (symbolWeight, vectorWeight) = _query.IsLong
            ? (options.LongChoiceSymbolWeight, options.LongChoiceVectorWeight)
            : (options.ChoiceSymbolWeight, options.ChoiceVectorWeight);
        var first = _corpus.FirstChunk(place);
        var count = _corpus.FirstChunk(place + 1) - first;
        var cosines = new float[count];
        _vectors?.Score(place, [.. Enumerable.Range(0, count)], cosines);
        var defining = _query.Class == QueryClass.Symbol ? _definitions.DefiningChunk(place) : -1;
        var mentionedLines = _mentions.LinesOf(place);
        var chunks = new List<RankedChunk>(count);
        for (var i = 0; i < count; i++)
        {
            var chunk = first + i;
            var lexical = _base.BestChunk > 0 ? _scores.Chunks[chunk] / _base.BestChunk : 0;
            var symbol = _symbols.Of(chunk);
            float? cosine = _vectors is not null && float.IsFinite(cosines[i]) ? cosines[i] : null;
            var score = lexical + (symbolWeight * symbol) - (i == 0 ? options.ChoiceHeadPenalty : 0);
            score += cosine is { } known ? vectorWeight * _vectors!.Relative(known) : 0;
            score += chunk == defining ? ChunkLead : 0;
            score += FirstWithin(mentionedLines, _corpus.ChunkAt(chunk)) is null ? 0 : options.ChoiceLineWeight;
            var match = matchLines.Count == 0 ? null : FirstWithin(matchLines, _corpus.ChunkAt(chunk));
            chunks.Add(new(chunk, score, lexical, symbol, cosine, match));
        }

        if (chunks.Exists(chunk => chunk.MatchLine is not null))
        {
            chunks.RemoveAll(chunk => chunk.MatchLine is null);
        }

        chunks.Sort((a, b) => a.Score == b.Score ? a.Chunk.CompareTo(b.Chunk) : b.Score.CompareTo(a.Score));
        return chunks;
    }

    private static int? FirstWithin(IReadOnlyList<int> lines, Chunk chunk)
    {
        foreach (var line in lines)
        {
            if (line >= chunk.StartLine && line <= chunk.EndLine)
            {
                return line;
            }
        }

        return null;
    }
}
