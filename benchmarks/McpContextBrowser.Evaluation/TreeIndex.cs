using McpContextBrowser.Core.Chunking;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Embedding.Static;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Indexing;
using McpContextBrowser.Core.Lexical;
using McpContextBrowser.Core.Store;
using McpContextBrowser.Core.Vectors;

namespace McpContextBrowser.Evaluation;

/// <summary>A folder indexed in memory, as one segment, with the rooms that the product uses.</summary>
internal static class TreeIndex
{
    private static readonly ThreadLocal<DerivedContent> Derived = new(() => new DerivedContent());

    private sealed record DerivedFile(RelativePath Path, string Language, string Text, ScannedText Scanned, byte[] Terms, float[] Vectors);

    public static IndexView Build(string root, StaticEmbedder? embedder)
    {
        var options = new FilesOptions();
        var chunker = new Chunker(new ChunkingOptions());
        using var folder = SourceFolder.Open(root);
        var files = new RepoWalker(options).Walk(root, default).Where(entry => entry.Skip is null).Select(entry => entry.Path).ToArray();
        var derived = files.AsParallel().AsOrdered().WithDegreeOfParallelism(2)
            .Select(path => Derive(folder, path, options, chunker, embedder)).OfType<DerivedFile>().ToArray();
        var chunks = new ChunkTableBuilder();
        var terms = new LexicalIndexBuilder();
        foreach (var file in derived)
        {
            chunks.Add(file.Language, file.Scanned.Chunks);
            terms.Add(file.Terms);
        }

        var table = ChunkTable.Read(chunks.ToArray());
        return new(
            [new(table, terms.Build(), embedder is null ? null : Vectors(derived, embedder.Dimensions, table.ChunkCount))],
            [.. derived.Select((file, content) => new Place(file.Path, 0, content, file.Language))],
            (place, part, _) => ValueTask.FromResult(part.Of(derived[place].Text)),
            (place, piece, _) => ValueTask.FromResult(piece.IsIn(derived[place].Text)));
    }

    private static DerivedFile? Derive(
        SourceFolder folder, RelativePath path, FilesOptions options, Chunker chunker, StaticEmbedder? embedder)
    {
        using var source = folder.Read(path, options.MaxFileBytes);
        var language = LanguageTable.ForContent(path, source.Bytes);
        if (source.Failure != SkipReason.None
            || FileFilter.AfterReading(language, source.Bytes) is not null
            || TextDecoder.Decode(source.Bytes, out var text) != SkipReason.None)
        {
            return null;
        }

        var scanned = chunker.Scan(text, language);
        var vectors = embedder is null ? [] : new float[scanned.Chunks.Length * embedder.Dimensions];
        for (var i = 0; embedder is not null && i < scanned.Chunks.Length; i++)
        {
            var chunk = scanned.Chunks[i];
            embedder.Encode(text.AsSpan(chunk.Start, chunk.Length), EmbeddingSide.Document, vectors.AsSpan(i * embedder.Dimensions, embedder.Dimensions));
        }

        return new(path, language, text, scanned, Derived.Value!.Terms(text, scanned), vectors);
    }

    private static FlatIndex Vectors(DerivedFile[] files, int dimensions, int chunks)
    {
        using var builder = new FlatIndexBuilder(new FlatIndexOptions { Dimensions = dimensions }, chunks);
        var id = 0;
        foreach (var file in files)
        {
            for (var i = 0; i < file.Scanned.Chunks.Length; i++, id++)
            {
                var vector = file.Vectors.AsSpan(i * dimensions, dimensions);
                if (vector.ContainsAnyExcept(0f))
                {
                    builder.Add(id, vector);
                }
            }
        }

        return builder.Build();
    }
}
