using McpContextBrowser.Core;
using McpContextBrowser.Core.Indexing;
using McpContextBrowser.Core.Search;

namespace McpContextBrowser.Tests.Indexing;

/// <summary>What is searched is what is on disk now: random changes, a question after each, and the disk itself as the oracle.</summary>
public sealed class ReadYourWritesTests
{
    [TestCase(true, 150)]
    [TestCase(false, 150)]
    public Task After_any_change_the_next_answer_shows_the_disk(bool watch, int steps) => RunAsync(watch, steps, TestContext.CurrentContext.Random.Next());

    [Slow]
    [TestCase(true, 10_000)]
    [TestCase(false, 10_000)]
    public Task After_each_of_ten_thousand_changes_the_next_answer_shows_the_disk(bool watch, int steps) =>
        RunAsync(watch, steps, TestContext.CurrentContext.Random.Next());

    private static async Task RunAsync(bool watch, int steps, int seed)
    {
        TestContext.Out.WriteLine($"seed {seed}, watch {watch}");
        var random = new Random(seed);
        await using var engine = new BrowserFixture(new IndexingOptions { Watch = watch });
        var tree = new ChangingTree(engine.Root, Path.Join(engine.DataFolder, "..", "aside"), linksAreOld: watch, random);
        await engine.IndexAsync();
        for (var step = 0; step < steps; step++)
        {
            tree.Step();
            var what = $"seed {seed}, step {step}: {tree.LastStep}";
            if (random.Next(20) == 0)
            {
                await EditWhileReadingAsync(engine, tree, new Random(random.Next()), what);
            }
            else
            {
                await CheckAsync(engine, tree, random, what);
            }

            if (random.Next(200) == 0)
            {
                await engine.CloseAsync(); // the next question comes to a new process
            }
        }
    }

    private static async Task CheckAsync(BrowserFixture engine, ChangingTree tree, Random random, string what)
    {
        var disk = tree.OnDisk();
        foreach (var word in new[] { tree.Written, tree.Removed, WordOf(disk.Values.ElementAt(random.Next(disk.Count))) }.OfType<string>())
        {
            var request = new SearchRequest { Query = word, Roots = [engine.Root], Limit = 50, Mode = SearchMode.Exact };
            var exact = await engine.Browser.SearchAsync(request, null, BrowserFixture.Call, default);
            var wanted = disk.Where(file => file.Value.Contains(word, StringComparison.Ordinal)).Select(file => file.Key);
            Assert.That(exact.Hits.Select(hit => hit.Path).Distinct(), Is.EquivalentTo(wanted), $"{what}, {word}");
            AssertTrue(exact, disk, what);
        }

        var ranked = await engine.SearchAsync(tree.Written ?? "names in a list", limit: 20);
        AssertTrue(ranked, disk, what);
        Assert.That(ranked.Coverage.Files, Is.EqualTo(disk.Count + (tree.HasRules ? 1 : 0)), what);
        if (tree.Written is { } written && disk.Values.Any(text => text.Contains(written, StringComparison.Ordinal)))
        {
            Assert.That(ranked.Hits[0].Text, Does.Contain(written), what);
        }
    }

    private static void AssertTrue(SearchAnswer answer, Dictionary<string, string> disk, string what)
    {
        Assert.That(answer.Fresh, Is.True, what);
        foreach (var hit in answer.Hits)
        {
            Assert.That(disk, Does.ContainKey(hit.Path), what);
            Assert.That(Stands(hit, disk[hit.Path]), Is.True, $"{what}: {hit.Path}:{hit.StartLine}-{hit.EndLine}\n{hit.Text}---\n{disk[hit.Path]}");
        }
    }

    /// <summary>A writer at work beside the search: each hit must be true of some version the file had meanwhile.</summary>
    private static async Task EditWhileReadingAsync(BrowserFixture engine, ChangingTree tree, Random random, string what)
    {
        var versions = tree.OnDisk().ToDictionary(file => file.Key, file => new List<string> { file.Value });
        using var stop = new CancellationTokenSource();
        var started = new TaskCompletionSource();
        var writing = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                var (path, text) = tree.EditSomeFile(random);
                versions[path].Add(text);
                started.TrySetResult();
            }
        });
        await Task.WhenAny(started.Task, writing);
        var answer = await engine.SearchAsync("names in a list", limit: 20);
        await stop.CancelAsync();
        await writing;
        foreach (var hit in answer.Hits)
        {
            Assert.That(versions[hit.Path].Any(text => Stands(hit, text)), Is.True, $"{what}, edited while reading: {hit.Path}:{hit.StartLine}-{hit.EndLine}\n{hit.Text}");
        }
    }

    private static bool Stands(SearchHit hit, string text)
    {
        var lines = text.Split('\n');
        return hit.EndLine <= lines.Length
            && string.Join('\n', lines[(hit.StartLine - 1)..hit.EndLine]).TrimEnd('\n').Contains(hit.Text.TrimEnd('\n'), StringComparison.Ordinal);
    }

    private static string WordOf(string text)
    {
        var at = text.IndexOf("zq", StringComparison.Ordinal);
        return at < 0 ? "import" : text[at..text.IndexOf('(', at)];
    }
}
