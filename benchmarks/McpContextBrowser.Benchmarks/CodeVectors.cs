using System.Runtime.InteropServices;
using McpContextBrowser.Core.Chunking;
using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Embedding.Static;
using McpContextBrowser.Core.Files;

namespace McpContextBrowser.Benchmarks;

/// <summary>Real vectors: every chunk of a source tree by the model that ships, a thousand of them held out as queries.</summary>
internal static class CodeVectors
{
    private const int Queries = 1000;
    private const int Seed = 5;

    /// <summary>Writes <c>BASE.fvecs</c> and <c>QUERY.fvecs</c>; duplicates stay, as they are in a real index.</summary>
    /// <returns>Exit code.</returns>
    public static int Write(string root, string model, string basePath, string queryPath)
    {
        using var embedder = new StaticEmbedder(StaticModel.Open(model));
        var files = new FilesOptions();
        var chunker = new Chunker(new ChunkingOptions());
        using var folder = SourceFolder.Open(root);
        var rows = new List<float[]>();
        foreach (var entry in new RepoWalker(files).Walk(root, default).Where(entry => entry.Skip is null))
        {
            using var source = folder.Read(entry.Path, files.MaxFileBytes);
            var language = LanguageTable.ForContent(entry.Path, source.Bytes);
            if (source.Failure != SkipReason.None
                || FileFilter.AfterReading(language, source.Bytes) is not null
                || TextDecoder.Decode(source.Bytes, out var text) != SkipReason.None)
            {
                continue;
            }

            foreach (var chunk in chunker.Scan(text, language).Chunks)
            {
                var row = new float[embedder.Dimensions];
                embedder.Encode(text.AsSpan(chunk.Start, chunk.Length), EmbeddingSide.Document, row);
                if (row.AsSpan().ContainsAnyExcept(0f))
                {
                    rows.Add(row);
                }
            }
        }

        var all = rows.ToArray();
        new Random(Seed).Shuffle(all);
        WriteRows(queryPath, all.AsSpan(0, Queries));
        WriteRows(basePath, all.AsSpan(Queries));
        var distinct = all.Skip(Queries).Select(row => Convert.ToHexString(MemoryMarshal.AsBytes(row.AsSpan()))).Distinct().Count();
        Console.WriteLine($"{{\"chunks\":{all.Length},\"base\":{all.Length - Queries},\"distinct\":{distinct},\"d\":{embedder.Dimensions}}}");
        return 0;
    }

    private static void WriteRows(string path, ReadOnlySpan<float[]> rows)
    {
        using var stream = File.Create(path);
        foreach (var row in rows)
        {
            stream.Write(BitConverter.GetBytes(row.Length));
            stream.Write(MemoryMarshal.AsBytes(row.AsSpan()));
        }
    }
}
