using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using McpContextBrowser.Answers;
using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Indexing;
using McpContextBrowser.Core.Search.Packing;
using ModelContextProtocol.Protocol;

namespace McpContextBrowser.Mcp;

/// <summary>
/// Results as a model reads them: text with the code, and beside it the same answer as data without the code. The SDK's own way
/// would send the data twice, once as escaped JSON text, which doubles what a model pays for.
/// </summary>
internal static class ToolResults
{
    private const int RoomForNotes = 500; // what is said beside folders and paths

    /// <summary>A failure the caller can mend: what, what next, and the stable code.</summary>
    public static CallToolResult Error(CtxbException problem) => Failure($"{problem.Message} {problem.Next} ({problem.Code})");

    /// <summary>A bug: the caller can only report it, with the id under which it was logged.</summary>
    public static CallToolResult Bug(string correlationId) =>
        Failure($"This failed inside the server, not through your arguments. Try once more, or search with other tools; report it with the id {correlationId}.");

    public static CallToolResult Indexed(IndexReport report, IReadOnlyList<string> notes)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Root} is indexed: {Count(report.Files, "file")}, {Count(report.Chunks, "chunk")}; {report.Added:N0} added, {report.Changed:N0} changed, {report.Removed:N0} removed.");
        if (report.Skipped.Count > 0)
        {
            text += $" Skipped: {SkipReasons.InWords(report.Skipped)}.";
        }

        var data = new IndexResultRow(report.Root, "ready") { Report = IndexRow.Of(report) };
        return Both(string.Join('\n', [text, .. notes, .. report.Notes]), data, AnswerJson.Readable.IndexResultRow);
    }

    public static CallToolResult Indexing(string root, IReadOnlyList<string> notes) => Both(
        string.Join('\n', [$"Indexing {root} in the background. {ToolNames.Status} tells how far it is; {ToolNames.Search} answers meanwhile from what is there.", .. notes]),
        new IndexResultRow(root, "indexing"),
        AnswerJson.Readable.IndexResultRow);

    /// <summary>What the index holds, as far as it fits into <see cref="ToolArguments.MostTokens"/>.</summary>
    public static CallToolResult Status(
        IReadOnlyList<TreeStatus> trees, IReadOnlyList<ProviderRow> providers, IReadOnlyList<UsageRow> totals, IReadOnlyList<string> notes)
    {
        var lines = new List<string>(notes);
        if (trees.Count == 0)
        {
            lines.Add($"Nothing is indexed there yet; {ToolNames.Search} indexes on first use.");
        }

        var rows = new List<StatusRow>();
        var room = ToolArguments.MostTokens - RoomForNotes;
        foreach (var tree in trees)
        {
            var progress = tree.Progress is { } at ? string.Create(CultureInfo.InvariantCulture, $", {at.FilesDone:N0} of {at.FilesToDo:N0} files done") : "";
            var skipped = tree.Skipped.Count == 0 ? "" : $"; skipped: {SkipReasons.InWords(tree.Skipped)}";
            var line = $"{tree.Root}: {tree.State}{progress}, {Count(tree.Files, "file")}, {Count(tree.Chunks, "chunk")}{skipped}";
            var list = SkippedRow.Of(tree);
            var row = StatusRow.Of(tree) with { SkippedPaths = list is null ? null : [] };
            room -= TokenCounter.Count(line + '\n') + TokenCounter.Count(JsonSerializer.Serialize(row, AnswerJson.Readable.StatusRow) + ',');
            if (room < 0)
            {
                lines.Add($"{Count(trees.Count - rows.Count, "more folder")} found no room here: name one as path to be told of it.");
                break;
            }

            lines.Add(line);
            var fit = list?.TakeWhile(path => (room -= TokenCounter.Count(JsonSerializer.Serialize(path, AnswerJson.Readable.SkippedRow)) + 1) >= 0).ToList();
            rows.Add(row with { SkippedPaths = fit });
            if (fit?.Count < list?.Count)
            {
                lines.Add($"  {Count(list.Count - fit.Count, "more skipped path")} found no room here: `ctxb status --skipped` lists all");
            }

            if (tree.ChunksToEmbed > 0)
            {
                lines.Add($"  {Count(tree.ChunksToEmbed, "chunk")} still to be embedded by {tree.NextModel ?? tree.Model}; words alone find them meanwhile");
            }
        }

        foreach (var provider in providers)
        {
            var failed = provider.LastFailure is null ? "" : string.Create(CultureInfo.InvariantCulture, $", {provider.Failures:N0} failed (last: {provider.LastFailure})");
            lines.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{provider.Endpoint}: circuit {provider.Circuit}, {provider.Requests:N0} requests{failed}, {provider.Tokens:N0} tokens, ${provider.Dollars:0.0000}, {provider.MeanMilliseconds:0.#} ms on average"));
        }

        lines.AddRange(totals.Select(total => "In all: " + total.InWords()));
        var data = new StatusResultRow(rows)
        {
            Providers = providers.Count == 0 ? null : providers,
            ProviderTotals = totals.Count == 0 ? null : totals,
        };
        return Both(string.Join('\n', lines), data, AnswerJson.Readable.StatusResultRow);
    }

    public static CallToolResult Cleared(ForgetReport report, string root, IReadOnlyList<string> notes) => Both(
        string.Join('\n', [report.Roots.Count == 0 ? $"{root} was not indexed." : $"Removed from the index: {string.Join(", ", report.Roots)}.", .. notes]),
        ForgetRow.Of(report),
        AnswerJson.Readable.ForgetRow);

    /// <returns><c>1 file</c>, <c>2,345 files</c>.</returns>
    internal static string Count(int n, string what) => string.Create(CultureInfo.InvariantCulture, $"{n:N0} {what}{(n == 1 ? "" : "s")}");

    private static CallToolResult Both<T>(string text, T data, JsonTypeInfo<T> type) => new()
    {
        Content = [new TextContentBlock { Text = text }],
        StructuredContent = JsonSerializer.SerializeToElement(data, type),
    };

    private static CallToolResult Failure(string text) => new() { IsError = true, Content = [new TextContentBlock { Text = text }] };
}
