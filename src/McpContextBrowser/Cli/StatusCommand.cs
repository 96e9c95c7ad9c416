using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using McpContextBrowser.Answers;
using McpContextBrowser.Core;

namespace McpContextBrowser.Cli;

/// <summary><c>ctxb status [PATH]</c>: what the index holds; reads only.</summary>
internal sealed record StatusCommand : ICommand
{
    private const double Mebibyte = 1 << 20;

    /// <summary>As named; null takes all indexed folders.</summary>
    public string? Path { get; init; }

    public bool Skipped { get; init; }

    /// <summary>True shows what was used of embedding providers instead of folders.</summary>
    public bool Providers { get; init; }

    public bool Json { get; init; }

    public static Verb Verb()
    {
        var root = new RootArgument();
        var skipped = new Option<bool>("--skipped") { Description = "List each skipped path with the rule that decided." };
        var providers = new Option<bool>("--providers") { Description = "Tell what all runs used of embedding providers: requests, failures, tokens, price, time." };
        var json = new Option<bool>("--json") { Description = "Print one JSON array." };
        var command = new Command("status", "Tells what the index holds: of one folder, or of all.");
        root.AddTo(command);
        command.Add(skipped);
        command.Add(providers);
        command.Add(json);
        return new(command, parsed => new StatusCommand
        {
            Path = root.Of(parsed),
            Skipped = parsed.GetValue(skipped),
            Providers = parsed.GetValue(providers),
            Json = parsed.GetValue(json),
        })
        { TakesTimeout = true };
    }

    public async Task<ExitCode> RunAsync(Session session, CancellationToken cancellationToken)
    {
        if (Providers)
        {
            return PrintUsage(session);
        }

        var root = Path is null ? null : session.Roots.ForPerson(Path);
        var trees = await session.Browser.StatusAsync(root, Skipped, session.Call, cancellationToken);
        if (Json)
        {
            session.Output.Results.WriteLine(JsonSerializer.Serialize([.. trees.Select(StatusRow.Of)], AnswerJson.Readable.StatusRowArray));
        }
        else
        {
            foreach (var tree in trees)
            {
                Print(tree, session.Output);
            }

            Print(UsageRow.Of(session.Browser), session.Output);
        }

        if (trees.Count > 0)
        {
            return ExitCode.Ok;
        }

        session.Output.Note(root is null ? "Nothing is indexed yet. Start with: ctxb index PATH" : $"{root} is not indexed. Index it with: ctxb index {root}");
        return ExitCode.NothingFound;
    }

    private ExitCode PrintUsage(Session session)
    {
        var usage = UsageRow.Of(session.Browser);
        if (Json)
        {
            session.Output.Results.WriteLine(JsonSerializer.Serialize(usage, AnswerJson.Readable.UsageRowArray));
        }
        else
        {
            Print(usage, session.Output);
        }

        if (usage.Length > 0)
        {
            return ExitCode.Ok;
        }

        session.Output.Note("No embedding provider was ever asked.");
        return ExitCode.NothingFound;
    }

    private static void Print(UsageRow[] usage, Output output)
    {
        foreach (var row in usage)
        {
            output.Tell($"provider {row.InWords()}");
        }
    }

    internal static void Print(TreeStatus tree, Output output)
    {
        output.Tell(tree.Root);
        Row(output, "state", tree.Progress is { } at ? $"{tree.State}, {Number(at.FilesDone)} of {Number(at.FilesToDo)} files" : tree.State);
        Row(output, "files", $"{Number(tree.Files)}, {Number(tree.Chunks)} chunks");
        Row(output, "indexed", tree is { IndexedAt: { } when, Age: { } age } ? $"{when.ToString("u", CultureInfo.InvariantCulture)}, {Ago(age)} ago, generation {tree.Sequence}" : "never");
        Row(output, "model", tree.Model);
        if (tree.NextModel is not null || tree.ChunksToEmbed > 0)
        {
            Row(output, "to embed", $"{Number(tree.ChunksToEmbed)} chunks by {tree.NextModel ?? tree.Model}; 'ctxb index' makes them");
        }

        var size = tree.SizeOnDisk;
        Row(output, "on disk", string.Create(
            CultureInfo.InvariantCulture,
            $"{size.Total / Mebibyte:N1} MiB: texts {size.Texts / Mebibyte:N1}, chunks {size.Chunks / Mebibyte:N1}, vectors {size.Vectors / Mebibyte:N1}, trees {size.Trees / Mebibyte:N1}, snapshot {size.Snapshot / Mebibyte:N1}, other {size.Other / Mebibyte:N1}"));
        if (tree.LastError is { } error)
        {
            Row(output, "error", error);
        }

        Row(output, "skipped", tree.Skipped.Count == 0 ? "nothing" : SkipReasons.InWords(tree.Skipped));
        foreach (var path in tree.SkippedPaths ?? [])
        {
            var rule = path.Rule is null ? "" : $" ({path.Rule})";
            output.Tell($"    {path.Path}: {SkipReasons.NameOf(path.Reason)}{rule}", 6);
        }
    }

    private static void Row(Output output, string name, string value) => output.Tell($"  {name,-8} {value}", 11);

    private static string Ago(TimeSpan age) => age switch
    {
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, age.TotalSeconds):0} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{age.TotalMinutes:0} min"),
        { TotalDays: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{age.TotalHours:0} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{age.TotalDays:N0} days"),
    };

    private static string Number(int n) => n.ToString("N0", CultureInfo.InvariantCulture);
}
