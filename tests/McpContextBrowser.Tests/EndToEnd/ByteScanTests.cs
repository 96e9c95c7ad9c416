using System.Text;
using McpContextBrowser.Core.Chunking;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Embedding.Static;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Indexing;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Tests.EndToEnd;

/// <summary>
/// Every byte that the real process leaves behind, in the data folder, the logs and the folder for temporary files: no planted word, no
/// path, no compressed text and no vector, also where it was killed in the middle. The same look finds all four in a plain index.
/// </summary>
[TestFixture]
public sealed class ByteScanTests
{
    private const string Planted = "Quetzalcoatlus";
    private const int Files = 300;
    private const int Piece = 24; // bytes in a row that count as found

    private TemporaryFolder _home;

    [SetUp]
    public void Plant()
    {
        _home = new TemporaryFolder();
        _home.Folder("tmp");
        for (var i = 0; i < Files; i++)
        {
            _home.Write($"{Planted}/{Planted}_{i}.py", Text(i));
        }
    }

    [TearDown]
    public void RemoveHome() => _home.Dispose();

    [Test]
    public async Task Nothing_is_readable_after_indexing_searching_a_crash_and_what_follows_it()
    {
        var ctxb = Tool("on");
        using (var run = ctxb.Start(_home.Path, "index", Planted))
        {
            while (!run.HasExited && !(Walk().Any(file => file.EndsWith("store.db-wal", StringComparison.Ordinal) && new FileInfo(file).Length > 64 * 1024)))
            {
                await Task.Yield();
            }

            run.Kill(); // in the middle, or behind the end of a quick run
            await run.WaitForExitAsync();
        }

        Assert.That(Found(await LookForAsync()), Is.Empty, "after the kill");
        Assert.That((await ctxb.RunAsync(_home.Path, "index", Planted)).ExitCode, Is.Zero);
        Assert.That((await ctxb.RunAsync(_home.Path, "search", "--path", Planted, "--", $"{Planted}_7")).ExitCode, Is.Zero);
        Assert.That((await ctxb.RunAsync(_home.Path, "search", "--path", "/nowhere", "--", Planted)).ExitCode, Is.EqualTo(2), "a failure is logged");
        Assert.That(Walk().Any(file => file.Contains("logs", StringComparison.Ordinal)), "there is a log to look into");
        Assert.That(Found(await LookForAsync()), Is.Empty, "after all of it");
        Assert.That(Walk().Where(file => file.Contains(Planted, StringComparison.OrdinalIgnoreCase)), Is.Empty, "no file is named after it");
    }

    [Test]
    public async Task The_same_look_finds_words_paths_texts_and_vectors_in_an_index_that_is_not_sealed()
    {
        Assert.That((await Tool("off").RunAsync(_home.Path, "index", Planted)).ExitCode, Is.Zero);
        Assert.That(Found(await LookForAsync()), Is.EquivalentTo(new[] { "word", "path", "text", "vector" }));
    }

    private static string Text(int i) => $"class {Planted}_{i}:\n    def glide_{i}(self, {Planted.ToLowerInvariant()}):\n        return {i} + len(\"{Planted} number {i}\")\n";

    private CtxbProcess Tool(string encryption) => CtxbProcess.Built.With(
        ("CTXB_ENCRYPTION", encryption), ("TMPDIR", _home.Join("tmp")), ("DOTNET_EnableDiagnostics", "0")); // no debugging socket of the runtime's among the files

    /// <summary>All that the process may have written: everything but the sources and the settings' folder.</summary>
    private List<string> Walk() => [.. new[] { ".local", "local", "tmp" }.Select(folder => _home.Join(folder)).Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))];

    /// <summary>Each kind of thing with the bytes by which it would be known.</summary>
    private static async Task<List<(string Kind, byte[] Bytes)>> LookForAsync()
    {
        var wanted = new List<(string, byte[])>
        {
            ("word", Encoding.UTF8.GetBytes("glide_1")), // a symbol, as the table of chunks writes it
            ("word", Encoding.UTF8.GetBytes(Planted.ToLowerInvariant())),
            ("word", Encoding.Unicode.GetBytes(Planted)),
            ("path", Encoding.UTF8.GetBytes($"{Planted}_1")),
        };
        var embedder = new StaticEmbedder(StaticModel.Open(StaticModel.DefaultPath));
        var chunker = new Chunker(new ChunkingOptions());
        for (var i = 0; i < Files; i += 29)
        {
            var text = Text(i);
            var packed = TextCodec.Compress(text);
            wanted.Add(("text", packed[(packed.Length / 2)..][..Piece]));
            var language = LanguageTable.ForContent(RelativePath.FromNormalised($"{Planted}_{i}.py"), Encoding.UTF8.GetBytes(text));
            var block = await ChunkTexts.EmbedAsync(ChunkTexts.Of(text, chunker.Scan(text, language)), embedder, CallContext.For("test"), default);
            wanted.Add(("vector", block!.Value.Bytes.Span.Slice(40, Piece).ToArray()));
        }

        embedder.Dispose();
        return wanted;
    }

    private IEnumerable<string> Found(List<(string Kind, byte[] Bytes)> wanted)
    {
        var files = Walk().ConvertAll(File.ReadAllBytes);
        Assert.That(files.Sum(bytes => (long)bytes.Length), Is.GreaterThan(64 * 1024), "something was written");
        return wanted.Where(one => files.Exists(bytes => bytes.AsSpan().IndexOf(one.Bytes) >= 0)).Select(one => one.Kind).Distinct();
    }
}
