using McpContextBrowser.Core.Chunking;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Embedding.Static;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Indexing;
using McpContextBrowser.Core.Lexical;
using McpContextBrowser.Core.Search;
using McpContextBrowser.Core.Store;
using McpContextBrowser.Core.Vectors;

namespace McpContextBrowser.Tests.Search;

/// <summary>Files in memory, brought into segments by the rooms that the product uses.</summary>
internal static class SampleTree
{
    public static readonly CallContext Call = CallContext.For("test");

    /// <summary>A corpus of one segment that holds these files and no others.</summary>
    public static SearchCorpus Corpus(params (string Path, string Text)[] files) => Corpus(null, files);

    public static SearchCorpus Corpus(StaticEmbedder? embedder, params (string Path, string Text)[] files) =>
        SearchCorpus.Create(View(files, [[.. files.Select(file => file.Text).Distinct()]], embedder), RankingOptions.Default);

    /// <summary>A tree over segments of given texts.</summary>
    /// <param name="files">The tree; each text must be in one of the segments.</param>
    /// <param name="segments">Distinct texts of each segment, of this tree and of others.</param>
    /// <param name="embedder">Makes the vectors; null leaves them out.</param>
    public static IndexView View((string Path, string Text)[] files, string[][] segments, StaticEmbedder? embedder = null)
    {
        var sorted = files.OrderBy(file => file.Path, StringComparer.Ordinal).ToArray();
        var languages = files.ToLookup(file => file.Text, file => LanguageTable.ForPath(RelativePath.FromNormalised(file.Path)));
        return new(
            [.. segments.Select(texts => Segment(texts, languages, embedder))],
            [.. sorted.Select(file =>
            {
                var segment = Array.FindIndex(segments, texts => texts.Contains(file.Text));
                var path = RelativePath.FromNormalised(file.Path);
                return new Place(path, segment, Array.IndexOf(segments[segment], file.Text), LanguageTable.ForPath(path));
            })],
            (place, part, _) => ValueTask.FromResult(part.Of(sorted[place].Text)),
            (place, piece, _) => ValueTask.FromResult(sorted[place].Text.Contains(piece.Text, StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>Paths of an answer, best first.</summary>
    public static async Task<string[]> AskAsync(SearchCorpus corpus, string text, IEmbedder? embedder = null) =>
        Paths(corpus, await Searcher.SearchAsync(corpus, new() { Text = text }, embedder, Call, default));

    public static string[] Paths(SearchCorpus corpus, Ranking ranking) =>
        [.. ranking.Files.Select(file => corpus.View.Places[file.Place].Path.Value)];

    private static IndexSegment Segment(string[] texts, ILookup<string, string> languages, StaticEmbedder? embedder)
    {
        var chunker = new Chunker(new ChunkingOptions());
        var derived = new DerivedContent();
        var chunks = new ChunkTableBuilder();
        var lexical = new LexicalIndexBuilder();
        var vectors = new List<float[]>();
        foreach (var text in texts)
        {
            var language = languages[text].FirstOrDefault(LanguageTable.Text);
            var scanned = chunker.Scan(text, language);
            chunks.Add(language, scanned.Chunks);
            lexical.Add(derived.Terms(text, scanned));
            foreach (var chunk in scanned.Chunks)
            {
                var vector = new float[embedder?.Dimensions ?? 0];
                embedder?.Encode(text.AsSpan(chunk.Start, chunk.Length), EmbeddingSide.Document, vector);
                vectors.Add(vector);
            }
        }

        return new(ChunkTable.Read(chunks.ToArray()), lexical.Build(), embedder is null ? null : Vectors(vectors, embedder.Dimensions));
    }

    private static FlatIndex Vectors(List<float[]> vectors, int dimensions)
    {
        using var builder = new FlatIndexBuilder(new FlatIndexOptions { Dimensions = dimensions }, vectors.Count);
        for (var id = 0; id < vectors.Count; id++)
        {
            if (vectors[id].AsSpan().ContainsAnyExcept(0f))
            {
                builder.Add(id, vectors[id]);
            }
        }

        return builder.Build();
    }
}
