using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Indexing;

namespace McpContextBrowser.Tests.Indexing;

[TestFixture]
public sealed class MemoryBudgetTests
{
    [Test]
    public void What_is_taken_never_passes_the_budget_and_all_get_their_turn([Values(1, 2, 3)] int seed)
    {
        const long Most = 100_000;
        var random = new Random(seed);
        var sizes = Enumerable.Range(0, 5_000).Select(_ => (long)random.Next(20_000)).ToList(); // some alone are larger than the budget
        using var budget = new MemoryBudget(Most);
        using var ahead = new System.Collections.Concurrent.BlockingCollection<long>();
        var back = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            foreach (var taken in ahead.GetConsumingEnumerable())
            {
                Assert.That(budget.Taken, Is.InRange(0, Most));
                budget.GiveBack(taken);
            }
        })).ToArray();
        foreach (var size in sizes)
        {
            ahead.Add(budget.Take(size, default));
        }

        ahead.CompleteAdding();
        Task.WaitAll(back);
        Assert.That(budget.Taken, Is.Zero);
    }

    [Test]
    public async Task A_wait_that_is_cancelled_takes_nothing()
    {
        using var budget = new MemoryBudget(100);
        var all = budget.Take(1_000, default);
        using var stop = new CancellationTokenSource();
        var waiting = Task.Run(() => budget.Take(1, stop.Token));
        await stop.CancelAsync();
        Assert.That(async () => await waiting, Throws.InstanceOf<OperationCanceledException>());
        budget.GiveBack(all);
        Assert.That(budget.Taken, Is.Zero);
    }

    [Test]
    public async Task A_run_with_the_least_memory_makes_the_same_index()
    {
        using var source = new TemporaryFolder();
        for (var i = 0; i < 40; i++)
        {
            source.Write($"src/file{i}.py", string.Concat(Enumerable.Range(0, 100 + 50 * i).Select(line => $"def step_{i}_{line}(value):\n    return value + {line}\n")));
        }

        source.Write("src/large.py", string.Concat(Enumerable.Range(0, 16_000).Select(line => $"def large_{line}(value):\n    return value * {line}\n"))); // eight times it is most of the budget: nothing else fits beside it
        Assert.That(new FileInfo(source.Join("src", "large.py")).Length * 8, Is.InRange(4 << 20, 8 << 20));
        Assert.That(await HeldAsync(source.Path, 8), Is.EqualTo(await HeldAsync(source.Path, 256)).And.Count.EqualTo(41));
    }

    [TestCase(256, 2)]
    [TestCase(8, 1)]
    [TestCase(8, 2)]
    [CancelAfter(120_000)]
    public void A_file_that_cannot_be_derived_ends_the_run_and_does_not_keep_it_waiting(int mebibytes, int threads, CancellationToken hangs)
    {
        using var source = new TemporaryFolder();
        foreach (var name in "abcd")
        {
            // Eight times one of them is more than half of the least budget: the next waits for it.
            source.Write($"src/{name}.py", string.Concat(Enumerable.Range(0, 14_000).Select(line => $"def {name}_{line}(value):\n    return value * {line}\n")));
        }

        Assert.That(async () => await IndexAsync(source.Path, mebibytes, threads, hangs), Throws.InstanceOf<CtxbException>().With.Message.EqualTo("planted"));
    }

    private static async Task IndexAsync(string root, int mebibytes, int threads, CancellationToken cancellationToken)
    {
        using var data = new TemporaryFolder();
        await using var browser = new ContextBrowser(new BrowserOptions
        {
            DataFolder = data.Path,
            MasterKey = new MasterKeyText(new string('7', 64), "test"),
            Embedder = static _ => new(new FailsOnce()),
            Indexing = new() { MaxMemoryMebibytes = mebibytes, Threads = threads },
        });
        await browser.IndexAsync(new() { Root = root }, null, CallContext.For("test"), cancellationToken);
    }

    private static async Task<List<string>> HeldAsync(string root, int mebibytes)
    {
        using var data = new TemporaryFolder();
        await using var browser = new ContextBrowser(new BrowserOptions
        {
            DataFolder = data.Path,
            MasterKey = new MasterKeyText(new string('7', 64), "test"),
            Embedder = null,
            Indexing = new() { MaxMemoryMebibytes = mebibytes, Threads = 4 },
        });
        await browser.IndexAsync(new() { Root = root }, null, CallContext.For("test"), default);
        var held = new List<string>();
        await foreach (var file in browser.ExportAsync(root, withTexts: true, CallContext.For("test"), default))
        {
            held.Add($"{file.Path} {file.Chunks} {file.Skipped} {file.Text}");
        }

        return held;
    }

    private sealed class FailsOnce : IEmbedder
    {
        private int _calls;

        public string ModelId => "fails once";

        public int Dimensions => 8;

        public ValueTask EmbedAsync(
            IReadOnlyList<ReadOnlyMemory<char>> texts, EmbeddingSide side, Memory<float> vectors, CallContext call, CancellationToken cancellationToken) =>
            Interlocked.Increment(ref _calls) == 1 ? throw new CtxbException(ErrorCodes.CollectionFull, "planted", "Nothing can be done.") : default;
    }
}
