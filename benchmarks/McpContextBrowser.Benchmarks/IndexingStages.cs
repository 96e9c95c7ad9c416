using System.Diagnostics;
using System.Security.Cryptography;
using McpContextBrowser.Core.Chunking;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Embedding.Static;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Files.Secrets;
using McpContextBrowser.Core.Indexing;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Benchmarks;

/// <summary>The stages of indexing one after the other on one thread, each timed alone over the whole tree.</summary>
internal sealed record IndexingStages(long Lines, long Bytes, IReadOnlyDictionary<string, double> Seconds)
{
    private const int FilesPerCommit = 1024;

    public static async Task<IndexingStages> MeasureAsync(string root, bool withModel)
    {
        var ticks = new Dictionary<string, long>();
        T Timed<T>(string stage, Func<T> work)
        {
            var start = Stopwatch.GetTimestamp();
            var result = work();
            ticks[stage] = ticks.GetValueOrDefault(stage) + Stopwatch.GetTimestamp() - start;
            return result;
        }

        var data = Directory.CreateTempSubdirectory("ctxb-stages-").FullName;
        using var master = new MasterKeyText(new string('7', 64), "benchmark");
        using var ring = new KeyRing(Path.Join(data, "keys.db"), master, TimeProvider.System);
        using var keys = ring.Open("benchmark");
        await using var store = SqliteContentStore.Open(Path.Join(data, "store"), keys, TimeProvider.System);
        using var embedder = withModel ? new StaticEmbedder(StaticModel.Open(StaticModel.DefaultPath)) : null;
        var (lines, bytes) = (0L, 0L);
        try
        {
            var options = new FilesOptions();
            var entries = Timed("walk", () => new RepoWalker(options).Walk(root, default).Where(entry => entry.Skip is null).ToList());
            using var folder = SourceFolder.Open(root);
            var chunker = new Chunker(new ChunkingOptions());
            var terms = new DerivedContent();
            var contents = new List<NewContent>();
            var changes = new List<TreeChange>();
            await using var writer = (await store.TryBeginWriteAsync(default))!;
            var tree = new TreeInfo { Root = root };
            void Commit() => Timed("store", () => writer.CommitAsync(
                new StoreBatch { Tree = tree, Model = embedder?.ModelId ?? "", Contents = contents, Changes = changes }, default).AsTask().Result);

            foreach (var entry in entries)
            {
                using var read = Timed("read", () => folder.Read(entry.Path, options.MaxBytesOf(entry.Path)));
                if (read.Failure != SkipReason.None)
                {
                    continue;
                }

                var language = Timed("decode", () => LanguageTable.ForContent(entry.Path, read.Bytes));
                if (Timed("decode", () => FileFilter.AfterReading(language, read.Bytes)) is not null)
                {
                    continue;
                }

                var name = Timed("hash", () => keys.Lookup.Content(SHA256.HashData(read.Bytes)));
                var decoded = "";
                if (Timed("decode", () => TextDecoder.Decode(read.Bytes, out decoded)) != SkipReason.None)
                {
                    continue;
                }

                var text = Timed("secrets", () => SecretScanner.Redact(decoded, out _));
                var scanned = Timed("chunk", () => chunker.Scan(text, language));
                var encoded = Timed("tokenise", () => terms.Terms(text, scanned));
                var packed = Timed("compress", () => TextCodec.Compress(text));
                var vectors = embedder is null ? null : Timed("embed", () => Embed(embedder, text, scanned.Chunks));
                lines += scanned.Lines.Length;
                bytes += read.Bytes.Length;
                contents.Add(new(name, new(language, scanned.Chunks, encoded), packed, vectors));
                changes.Add(new(entry.Path, name, read.Stamp, default));
                if (changes.Count == FilesPerCommit)
                {
                    Commit();
                    (contents, changes) = ([], []);
                }
            }

            Commit();
            var ids = (await store.ReadTreeAsync(root, default))!.Entries.Select(entry => entry.Content).Distinct().Order().ToList();
            var builder = new SegmentBuilder();
            var start = Stopwatch.GetTimestamp();
            await foreach (var content in store.ReadContentsAsync(ids, embedder?.ModelId ?? "", default))
            {
                builder.Add(content.Id, content.Record, content.Vectors);
            }

            ticks["postings"] = Stopwatch.GetTimestamp() - start;
            var sections = Timed("segment", builder.ToSections);
            Timed("snapshot", () => writer.PublishSnapshotAsync(sections, embedder?.ModelId ?? "", default).AsTask().Result);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }

        return new(lines, bytes, ticks.ToDictionary(stage => stage.Key, stage => Math.Round((double)stage.Value / Stopwatch.Frequency, 3)));
    }

    private static VectorBlock? Embed(StaticEmbedder embedder, string text, Chunk[] chunks)
    {
        var texts = Array.ConvertAll(chunks, chunk => text.AsMemory(chunk.Start, chunk.Length));
        var vectors = new float[texts.Length * embedder.Dimensions];
        embedder.EmbedAsync(texts, EmbeddingSide.Document, vectors, CallContext.For("benchmark"), default).AsTask().Wait();
        return VectorBlock.From(embedder.Dimensions, vectors);
    }
}
