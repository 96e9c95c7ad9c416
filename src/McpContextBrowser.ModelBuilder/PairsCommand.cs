using System.Globalization;
using McpContextBrowser.ModelBuilder.Pairs;
using McpContextBrowser.ModelBuilder.Repositories;

namespace McpContextBrowser.ModelBuilder;

/// <summary>The first step of a build: repositories in, pairs out.</summary>
internal static class PairsCommand
{
    /// <param name="list">Path of <c>repos.tsv</c>.</param>
    /// <param name="checkouts">Folder of git directories; see <see cref="GitSnapshot.OpenAsync"/>.</param>
    /// <param name="evaluation">Folder of evaluation sets; see <see cref="EvaluationTexts"/>.</param>
    /// <param name="output">File to write; its bytes do not depend on <paramref name="threads"/>.</param>
    /// <param name="threads">Repositories that are read at once.</param>
    /// <param name="variables">Of the environment, to find git.</param>
    /// <param name="say">Told of each repository.</param>
    /// <param name="cancellationToken">Stops git.</param>
    /// <exception cref="Core.Contracts.CtxbException">A repository is refused, or the list cannot be read.</exception>
    public static async Task RunAsync(
        string list, string checkouts, string evaluation, string output, int threads, IReadOnlyDictionary<string, string> variables, Action<string> say, CancellationToken cancellationToken)
    {
        var rows = RepositoryList.Parse(await File.ReadAllTextAsync(list, cancellationToken));
        var (texts, files, questions) = EvaluationTexts.Read(evaluation, cancellationToken);
        say(string.Create(CultureInfo.InvariantCulture, $"{rows.Count} repositories; kept away from {files} files and {questions} questions"));
        var miner = new PairMiner(checkouts, texts, variables);
        foreach (var row in rows)
        {
            await miner.VerifyAsync(row, cancellationToken); // all of them before the long work
        }

        await using var stream = File.Create(output);
        await using var writer = PairFile.Writer(stream);
        PairFile.WriteHead(writer);
        await foreach (var mined in InOrderAsync(rows, threads, row => miner.MineAsync(row, cancellationToken)))
        {
            PairFile.Write(writer, mined);
            say(string.Create(CultureInfo.InvariantCulture, $"{mined.Row.Name}: {mined.Pairs.Count} pairs; dropped {mined.FilesDropped} files, {mined.QueriesDropped} queries, {mined.Repeated} repeated"));
        }
    }

    /// <summary>Works on some ahead of time and hands out the results in order.</summary>
    private static async IAsyncEnumerable<TResult> InOrderAsync<TItem, TResult>(IReadOnlyList<TItem> items, int atOnce, Func<TItem, Task<TResult>> work)
    {
        var running = new Queue<Task<TResult>>();
        var next = 0;
        while (next < items.Count || running.Count > 0)
        {
            while (next < items.Count && running.Count < atOnce)
            {
                var item = items[next++];
                running.Enqueue(Task.Run(() => work(item)));
            }

            yield return await running.Dequeue();
        }
    }
}
