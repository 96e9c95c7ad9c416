using System.IO.Compression;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text;
using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Embedding.Static;
using McpContextBrowser.Core.Store;
using McpContextBrowser.Core.Vectors;

namespace McpContextBrowser.Tests.EndToEnd;

/// <summary>
/// Reads every byte that the real process left under its data folder – store, write-ahead log, snapshots, keys, logs – and looks
/// for what was indexed: words, packed texts in every usual form, and vectors as floats, halves and codes of one byte.
/// </summary>
[TestFixture]
public sealed class SealedAtRestTests
{
    private const int Seed = 90_210;
    private const int Files = 40;
    private const double Alike = 0.8; // of a row of codes and its vector; unrelated bytes of 256 dimensions stay below 0.4

    private TemporaryFolder _home;
    private Planted _planted;

    [SetUp]
    public async Task Plant()
    {
        _home = new TemporaryFolder();
        _planted = await Planted.WriteAsync(_home, Files);
    }

    [TearDown]
    public void RemoveHome() => _home.Dispose();

    [Test]
    public async Task Nothing_that_was_indexed_searched_or_refused_is_readable()
    {
        var ctxb = CtxbProcess.Built.With(("CTXB_DATA", _home.Join("data")));
        var word = _planted.Words[0];
        var index = await ctxb.RunAsync(_home.Path, "index", "code");
        Assert.That(index.ExitCode, Is.Zero, index.Messages);
        var search = await ctxb.RunAsync(_home.Path, "search", "--json", "--path", "code", "--", word);
        Assert.That(search.Results, Does.Contain(word), "it was indexed");
        await ctxb.RunAsync(_home.Path, "search", word, $"code/{word}-is-nowhere"); // a failure is logged
        await ctxb.RunAsync(_home.Path, "similar", $"code/{word}.py:999999");
        await ServeAsync(ctxb, word);
        _home.Write($"code/{_planted.Names[1]}", $"def {word}_again():\n    return '{word}'\n");
        await ctxb.RunAsync(_home.Path, "index", "code");
        Assert.That(Directory.GetFiles(_home.Join("data", "logs")), Is.Not.Empty, "there is a log to read");
        AssertSealed();
    }

    [Test]
    public async Task Nor_after_a_kill_in_the_middle()
    {
        for (var i = 0; i < 1500; i++)
        {
            _home.Write($"code/more{i / 100}/f{i}.py", string.Concat(Enumerable.Range(0, 40).Select(n => $"def {_planted.Words[n]}_{i}(value):\n    return value * {n}\n\n")));
        }

        var begun = new TaskCompletionSource();
        using var watcher = new FileSystemWatcher(_home.Folder("data")) { IncludeSubdirectories = true, Filter = "*-wal", EnableRaisingEvents = true };
        watcher.Changed += (_, written) =>
        {
            if (written.FullPath.Contains("collections", StringComparison.Ordinal))
            {
                begun.TrySetResult(); // the first rows are on their way
            }
        };
        using var process = CtxbProcess.Built.With(("CTXB_DATA", _home.Join("data"))).Start(_home.Path, "index", "code");
        await Task.WhenAny(begun.Task, process.WaitForExitAsync());
        process.Kill();
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.Not.Zero, "it was killed in the middle");
        AssertSealed();
        var after = await CtxbProcess.Built.With(("CTXB_DATA", _home.Join("data"))).RunAsync(_home.Path, "search", "--json", "--path", "code", "--", _planted.Words[0]);
        Assert.That(after.Results, Does.Contain(_planted.Words[0]), after.Messages);
        AssertSealed();
    }

    [Test]
    public void Each_form_is_found_where_it_lies_open()
    {
        var rows = _planted.Vectors;
        var scale = ScalarQuantizer.Calibrate(rows);
        var codes = new byte[rows.Length];
        scale.Encode(rows, codes);
        Dictionary<string, byte[]> open = new()
        {
            ["a word in UTF-8"] = Encoding.UTF8.GetBytes($"-- {_planted.Words[3]} --"),
            ["a word in UTF-16"] = Encoding.Unicode.GetBytes($"-- {_planted.Words[3]} --"),
            ["a name in a path"] = Encoding.UTF8.GetBytes(_planted.Names[2]),
            ["a stored text"] = TextCodec.Compress(_planted.Texts[5]),
            ["a gzipped text"] = Planted.Pack(_planted.Texts[5], to => new GZipStream(to, CompressionLevel.SmallestSize)),
            ["floats"] = MemoryMarshal.AsBytes(rows.AsSpan()).ToArray(),
            ["halves"] = VectorBlock.From(_planted.Dimensions, rows).Bytes.ToArray(),
            ["codes"] = codes,
            ["signed codes"] = [.. codes.Select(code => (byte)(code - ScalarQuantizer.Zero))],
        };
        Assert.Multiple(() =>
        {
            foreach (var (form, bytes) in open)
            {
                var file = new byte[10_000 + bytes.Length];
                new Random(Seed).NextBytes(file);
                bytes.CopyTo(file, 4_321);
                Assert.That(_planted.FoundIn(file), Is.Not.Null, form);
            }
        });
    }

    private static async Task ServeAsync(CtxbProcess ctxb, string word)
    {
        using var home = new TemporaryFolder();
        using var process = ctxb.Start(home.Path, "serve");
        await process.StandardInput.WriteLineAsync("""{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}""");
        await process.StandardOutput.ReadLineAsync();
        await process.StandardInput.WriteLineAsync($$$$"""{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"search_code","arguments":{"query":"{{{{word}}}}","path":"/{{{{word}}}}"}}}""");
        await process.StandardOutput.ReadLineAsync();
        process.StandardInput.Close();
        await process.WaitForExitAsync();
    }

    private void AssertSealed()
    {
        var files = Directory.GetFiles(_home.Join("data"), "*", SearchOption.AllDirectories);
        TestContext.Out.WriteLine(string.Join('\n', files.Select(file => $"{Path.GetRelativePath(_home.Path, file)}: {new FileInfo(file).Length:N0} bytes")));
        Assert.That(files, Has.Length.GreaterThan(1));
        Assert.Multiple(() =>
        {
            foreach (var file in files)
            {
                Assert.That(_planted.FoundIn(Encoding.UTF8.GetBytes(file)), Is.Null, file);
                using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                var bytes = new byte[stream.Length];
                stream.ReadExactly(bytes);
                Assert.That(_planted.FoundIn(bytes), Is.Null, file);
            }
        });
    }

    /// <summary>Files of made-up words under made-up names, each short enough to be one chunk, and what a leak of them would look like.</summary>
    private sealed class Planted
    {
        private const int Window = sizeof(ulong);

        private readonly HashSet<ulong> _windows = [];

        private Planted(string[] words, string[] names, string[] texts, float[] vectors, int dimensions)
        {
            (Words, Names, Texts, Vectors, Dimensions) = (words, names, texts, vectors, dimensions);
            foreach (var word in words)
            {
                Add(Encoding.UTF8.GetBytes(word));
                Add(Encoding.UTF8.GetBytes(word.ToUpperInvariant()));
                Add(Encoding.Unicode.GetBytes(word));
            }

            foreach (var text in texts)
            {
                Add(TextCodec.Compress(text));
                foreach (var level in Enum.GetValues<CompressionLevel>())
                {
                    Add(Pack(text, to => new BrotliStream(to, level)));
                    Add(Pack(text, to => new DeflateStream(to, level))); // gzip and zlib are this with a frame around it
                }
            }

            Add(MemoryMarshal.AsBytes(vectors.AsSpan()));
            Add(VectorBlock.From(dimensions, vectors).Bytes.Span);
        }

        public string[] Words { get; }

        public string[] Names { get; }

        public string[] Texts { get; }

        /// <summary>Those of the texts, row after row.</summary>
        public float[] Vectors { get; }

        public int Dimensions { get; }

        public static async Task<Planted> WriteAsync(TemporaryFolder home, int count)
        {
            TestContext.Out.WriteLine($"seed {Seed}");
            var random = new Random(Seed);
            var words = Enumerable.Range(0, count).Select(_ => string.Concat(Enumerable.Range(0, 14).Select(i => (i % 2 == 0 ? "bdfgkmnprtvz" : "aeiou")[random.Next(i % 2 == 0 ? 12 : 5)]))).ToArray();
            var names = words.Select(word => word + ".py").ToArray();
            var texts = words.Select((word, at) => $"def {word}({words[(at + 7) % count]}):\n    # {words[(at + 3) % count]} and {words[(at + 11) % count]}\n    return {word} + {random.Next()} * {random.Next()}\n").ToArray();
            for (var i = 0; i < count; i++)
            {
                home.Write($"code/{names[i]}", texts[i]);
            }

            using var model = StaticModel.Open(StaticModel.DefaultPath);
            var embedder = new StaticEmbedder(model);
            var vectors = new float[count * embedder.Dimensions];
            await embedder.EmbedAsync([.. texts.Select(text => text.AsMemory())], EmbeddingSide.Document, vectors, BrowserFixture.Call, default);
            return new(words, names, texts, vectors, embedder.Dimensions);
        }

        public static byte[] Pack(string text, Func<Stream, Stream> packer)
        {
            using var packed = new MemoryStream();
            using (var stream = packer(packed))
            {
                stream.Write(Encoding.UTF8.GetBytes(text));
            }

            return packed.ToArray();
        }

        /// <summary>What of it lies in these bytes; null when nothing does.</summary>
        public string? FoundIn(ReadOnlySpan<byte> bytes)
        {
            for (var at = 0; at + Window <= bytes.Length; at++)
            {
                if (_windows.Contains(BitConverter.ToUInt64(bytes[at..])))
                {
                    return $"at {at}: {Convert.ToHexString(bytes.Slice(at, Window))}";
                }
            }

            return CodesIn(bytes);
        }

        /// <summary>Codes of an unknown scale: any row of bytes that points the way a vector does.</summary>
        private string? CodesIn(ReadOnlySpan<byte> bytes)
        {
            const int Rows = 3; // a leak of the vectors is one of the first three too
            var row = new float[Dimensions];
            for (var at = 0; at + Dimensions <= bytes.Length; at++)
            {
                foreach (var zero in new[] { ScalarQuantizer.Zero, 0 })
                {
                    for (var i = 0; i < Dimensions; i++)
                    {
                        row[i] = zero == 0 ? (sbyte)bytes[at + i] : bytes[at + i] - zero;
                    }

                    var length = TensorPrimitives.Norm<float>(row);
                    for (var vector = 0; vector < Rows; vector++)
                    {
                        if (TensorPrimitives.Dot(row, Vectors.AsSpan(vector * Dimensions, Dimensions)) > Alike * length && length > 0)
                        {
                            return $"at {at}: codes of vector {vector}";
                        }
                    }
                }
            }

            return null;
        }

        private void Add(ReadOnlySpan<byte> secret)
        {
            for (var at = 0; at + Window <= secret.Length; at++)
            {
                var window = secret.Slice(at, Window);
                if (window.ContainsAnyExcept(window[0]))
                {
                    _windows.Add(BitConverter.ToUInt64(window));
                }
            }
        }
    }
}
