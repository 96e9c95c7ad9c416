using McpContextBrowser.Core.Chunking;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Embedding.Static;
using McpContextBrowser.Core.Search;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Evaluation;

/// <summary>
/// Writes for each question its first files with their signals and the words of path and best chunks, to train something on that
/// puts them in another order; <c>benchmarks/contextual/interaction.py</c> reads it.
/// </summary>
/// <remarks>
/// Little-endian: class u8, query tokens n u8, n × (id u16, stem u8, flags u8, rarity f32), files u8, right files u8, and for each
/// file: right u8, 10 × f32 signals, path, chunks u8, and for each chunk 4 × f32 and its text. A text: n u8, n × (id u16, stem u8,
/// flags u8); a stem counts the question's from 1, 0 is none of them. FILE.ids has a line for each: set, question, its paths.
/// </remarks>
internal sealed class Lists(StaticModel model, StaticEmbedder embedder, CallContext call) : IDisposable
{
    private const int Files = 20;
    private const int ChunksOfFile = 2;
    private const int QueryTokens = 96;
    private const int PathTokens = 24;
    private const int ChunkTokens = 176;

    private readonly TokenReader _tokens = new(model);
    private readonly Chunker _chunker = new(new ChunkingOptions());
    private readonly Dictionary<ulong, byte> _stems = [];
    private BinaryWriter _to = BinaryWriter.Null;

    /// <param name="suite">Folder of the suite.</param>
    /// <param name="sets">Those of it that are asked.</param>
    /// <param name="file">Gets the lists.</param>
    /// <param name="firstLines">Asks the first line of each question alone.</param>
    public async Task WriteAsync(string suite, IEnumerable<EvaluationSet> sets, string file, bool firstLines)
    {
        _to = new BinaryWriter(File.Create(file));
        await using var ids = new StreamWriter(file + ".ids");
        foreach (var set in sets)
        {
            var view = TreeIndex.Build(Path.Join(set.Checkout, set.IndexedFolder), embedder);
            var corpus = SearchCorpus.Create(view, RankingOptions.Default);
            var right = Right(Path.Join(suite, set.Name, "qrels.tsv"));
            foreach (var (id, text) in set.Queries.Where(query => right.Contains(query.Id)))
            {
                var asked = firstLines ? text.Split('\n')[0].Trim() : text;
                var ranking = await Searcher.SearchAsync(corpus, new() { Text = asked, Limit = Files }, embedder, call, default);
                var paths = ranking.Files.Select(found => PathOf(set, view, found)).ToList();
                var wanted = right[id].ToHashSet();
                ids.WriteLine(string.Join('\t', [set.Name, id, .. paths]));
                WriteQuestion(corpus, asked, ranking.Query.Class);
                _to.Write((byte)ranking.Files.Count);
                _to.Write((byte)Math.Min(wanted.Count, byte.MaxValue));
                foreach (var (found, path) in ranking.Files.Zip(paths))
                {
                    _to.Write(wanted.Contains(path));
                    await WriteFileAsync(corpus, found);
                }
            }
        }
    }

    public void Dispose() => _to.Dispose();

    private static ILookup<string, string> Right(string file) =>
        File.ReadLines(file).Skip(1).Select(line => line.Split('\t')).ToLookup(row => row[0], row => row[1]);

    private static string PathOf(EvaluationSet set, IndexView view, RankedFile file) =>
        Path.Join(set.IndexedFolder, view.Places[file.Place].Path.Value).Replace('\\', '/');

    private void WriteQuestion(SearchCorpus corpus, string text, QueryClass kind)
    {
        var tokens = _tokens.Read(text, null, 1, QueryTokens);
        _stems.Clear();
        _to.Write((byte)kind);
        _to.Write((byte)tokens.Count);
        foreach (var token in tokens)
        {
            if (token.Term != 0)
            {
                _stems.TryAdd(token.Term, (byte)(_stems.Count + 1));
            }

            Write(token);
            _to.Write((float)TermStatistics.Rarity(corpus.ChunkCount, corpus.ChunkFrequency(token.Term)));
        }
    }

    private async Task WriteFileAsync(SearchCorpus corpus, RankedFile file)
    {
        var why = file.Reasons;
        WriteNumbers(
            file.Score, why.Base, why.Cosine ?? -1, why.StemBoost, why.DirectoryBoost, why.SymbolBoost, why.DefinitionBoost, why.MentionBoost, why.RelatedBoost, why.Penalty);
        var place = corpus.View.Places[file.Place];
        Write(_tokens.Read(place.Path.Value, null, 1, PathTokens));
        var chunks = file.Chunks.Take(ChunksOfFile).ToList();
        _to.Write((byte)chunks.Count);
        foreach (var ranked in chunks)
        {
            WriteNumbers(ranked.Score, ranked.Lexical, ranked.Symbol, ranked.Cosine ?? -1);
            var chunk = corpus.ChunkAt(ranked.Chunk);
            var text = await corpus.View.ReadTextAsync(file.Place, chunk, default);
            // Scanned alone, a chunk has the same comments, and definitions that begin in it.
            Write(_tokens.Read(text, _chunker.Scan(text, place.Language), 1, ChunkTokens));
        }
    }

    private void WriteNumbers(params ReadOnlySpan<double> numbers)
    {
        foreach (var number in numbers)
        {
            _to.Write((float)number);
        }
    }

    private void Write(List<Token> text)
    {
        _to.Write((byte)text.Count);
        foreach (var token in text)
        {
            Write(token);
        }
    }

    private void Write(Token token)
    {
        _to.Write(token.Id);
        _to.Write(token.Term == 0 ? (byte)0 : _stems.GetValueOrDefault(token.Term));
        _to.Write((byte)token.Flags);
    }
}
