using System.Globalization;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.ModelBuilder;
using McpContextBrowser.ModelBuilder.Training;

// ctxb-model-builder pairs REPOS.tsv CHECKOUTS EVALUATION OUT.pairs [--threads N]
// ctxb-model-builder train IN.pairs OUT.ctxe [--seed N] [--threads N] [--OPTION VALUE]…
// The first takes (text → code) pairs out of the repositories of a list, the second makes a model of them and OUT.manifest.json.
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};
try
{
    var threads = int.Parse(Option("--threads") ?? Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    switch (args)
    {
        case ["pairs", var list, var checkouts, var evaluation, var output, ..]:
            await PairsCommand.RunAsync(list, checkouts, evaluation, output, threads, Variables(), Console.Error.WriteLine, stop.Token);
            return 0;
        case ["train", var pairs, var model, .. var options]:
            TrainCommand.Run(pairs, model, TrainingOptions.Parse(options), threads, Console.Error.WriteLine, stop.Token);
            return 0;
        default:
            Console.Error.WriteLine("ctxb-model-builder pairs REPOS.tsv CHECKOUTS EVALUATION OUT.pairs | train IN.pairs OUT.ctxe [--seed N] [--threads N]");
            return 2;
    }
}
catch (CtxbException e)
{
    Console.Error.WriteLine(e.Message);
    Console.Error.WriteLine(e.Next);
    return 2;
}

string? Option(string name) => Array.IndexOf(args, name) is var at && at >= 0 && at + 1 < args.Length ? args[at + 1] : null;

static Dictionary<string, string> Variables() =>
    Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().ToDictionary(variable => (string)variable.Key, variable => (string)variable.Value!, StringComparer.OrdinalIgnoreCase);
