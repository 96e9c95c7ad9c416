using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using McpContextBrowser.Tests.Indexing;

namespace McpContextBrowser.Tests.EndToEnd;

/// <summary>Many processes, one index, no daemon: readers and writers come, go, and are killed at any moment.</summary>
public sealed class ManyProcessesTests
{
    [Test]
    [Slow]
    public Task So_it_is_for_ten_minutes_with_twenty_five_readers() => However_processes_are_killed_the_index_stays_whole_nobody_is_stuck_and_each_reader_sees_its_own_last_write(25, 4, 600, 5_000, 3_000);

    [TestCase(4, 2, 6, 300, 400)]
    public async Task However_processes_are_killed_the_index_stays_whole_nobody_is_stuck_and_each_reader_sees_its_own_last_write(
        int searching, int indexing, int seconds, int files, int killEveryMilliseconds)
    {
        using var home = new TemporaryFolder();
        Repository.WriteFiles(home.Folder("code"), files);
        var first = await CtxbProcess.Built.RunAsync(home.Path, "index", "code", "--data", "data");
        Assert.That(first.ExitCode, Is.Zero, first.Messages);
        var seed = TestContext.CurrentContext.Random.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        var running = new ConcurrentDictionary<int, Process>();
        var tally = new Tally();
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        var workers = Enumerable.Range(0, searching).Select(i => SearchAsync(home, i, running, tally, end.Token))
            .Concat(Enumerable.Range(0, indexing).Select(i => IndexAsync(home, i, running, tally, end.Token)))
            .Append(KillAsync(new Random(seed), killEveryMilliseconds, running, tally, end.Token));
        await Task.WhenAll(workers);
        var check = await CtxbProcess.Built.RunAsync(home.Path, "index", "code", "--data", "data");
        var after = await CtxbProcess.Built.RunAsync(home.Path, "index", "--check", "code", "--data", "data");
        TestContext.Out.WriteLine($"{tally.Searches} searches and {tally.Runs} indexing runs finished, {tally.Kills} processes killed, {tally.Busy} writers gave up");
        Assert.Multiple(() =>
        {
            Assert.That(tally.Problems, Is.Empty);
            Assert.That((tally.Searches, tally.Kills), Is.GreaterThan((0, 0)));
            Assert.That(check.ExitCode, Is.Zero, check.Messages);
            Assert.That(after.ExitCode, Is.Zero, after.Results);
        });
    }

    private static async Task SearchAsync(TemporaryFolder home, int i, ConcurrentDictionary<int, Process> running, Tally tally, CancellationToken end)
    {
        for (var round = 0; !end.IsCancellationRequested; round++)
        {
            var word = string.Create(CultureInfo.InvariantCulture, $"zq{i}written{round}");
            home.Write($"code/agents/own{i}.py", $"def {word}(value):\n    return value\n");
            if (await RunAsync(home, running, "search", "--json", "--path", "code", "--data", "data", "--", word) is not { } run)
            {
                continue;
            }

            Interlocked.Increment(ref tally.Searches);
            if (run.ExitCode != 0 || !Shows(run.Results, $"agents/own{i}.py", word))
            {
                tally.Problems.Add($"{word}: exit {run.ExitCode}, {run.Messages}{run.Results}");
            }
        }
    }

    private static async Task IndexAsync(TemporaryFolder home, int i, ConcurrentDictionary<int, Process> running, Tally tally, CancellationToken end)
    {
        for (var round = 0; !end.IsCancellationRequested; round++)
        {
            for (var file = 0; file < 20; file++)
            {
                home.Write($"code/writers/w{i}_{file}.py", $"def writer_{i}_{file}_{round}(value):\n    return value * {round}\n");
            }

            if (await RunAsync(home, running, "index", "code", "--data", "data") is not { } run)
            {
                continue;
            }

            Interlocked.Increment(ref tally.Runs);
            if (run.ExitCode == 2 && run.Messages.Contains("Another process has been writing", StringComparison.Ordinal))
            {
                Interlocked.Increment(ref tally.Busy);
            }
            else if (run.ExitCode != 0)
            {
                tally.Problems.Add($"index: exit {run.ExitCode}, {run.Messages}");
            }
        }
    }

    /// <summary>Kills some process now and then, as the kernel does: without a word. Not so often that none comes to its end.</summary>
    private static async Task KillAsync(Random random, int everyMilliseconds, ConcurrentDictionary<int, Process> running, Tally tally, CancellationToken end)
    {
        try
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(everyMilliseconds));
            while (await timer.WaitForNextTickAsync(end))
            {
                var processes = running.ToArray();
                if (processes.Length > 0 && running.TryRemove(processes[random.Next(processes.Length)].Key, out var process))
                {
                    process.Kill();
                    Interlocked.Increment(ref tally.Kills);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // the time is over
        }
    }

    /// <returns>Null when the process was killed.</returns>
    private static async Task<CtxbProcess.Result?> RunAsync(TemporaryFolder home, ConcurrentDictionary<int, Process> running, params string[] args)
    {
        using var process = CtxbProcess.Built.Start(home.Path, args);
        process.StandardInput.Close();
        var id = process.Id;
        running[id] = process;
        var (results, messages) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(5));
        var result = new CtxbProcess.Result(process.ExitCode, await results, await messages);
        return running.TryRemove(id, out _) ? result : null;
    }

    private static bool Shows(string results, string path, string word)
    {
        using var hits = JsonDocument.Parse(results);
        return hits.RootElement.EnumerateArray().Any(hit => hit.GetProperty("path").GetString() == path && hit.GetProperty("text").GetString()!.Contains(word, StringComparison.Ordinal));
    }

    private sealed class Tally
    {
        public int Searches;
        public int Runs;
        public int Kills;
        public int Busy;

        public ConcurrentBag<string> Problems { get; } = [];
    }
}
