using System.Text.Json;

namespace McpContextBrowser.Evaluation;

/// <summary>One repository of a suite with its questions; the layout is that of <c>../shared/eval</c>.</summary>
/// <param name="Name">Folder of the set.</param>
/// <param name="Checkout">The repository's tree.</param>
/// <param name="IndexedFolder">Part of it that is indexed, relative; empty for all.</param>
/// <param name="Queries">Id and text.</param>
internal sealed record EvaluationSet(string Name, string Checkout, string IndexedFolder, IReadOnlyList<(string Id, string Text)> Queries)
{
    /// <summary>The sets of a suite that have a tree.</summary>
    public static IEnumerable<EvaluationSet> ReadSuite(string suite, IReadOnlySet<string> only)
    {
        foreach (var folder in Directory.GetDirectories(suite).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(folder);
            var checkout = Path.Join(suite, "_repos", name);
            if (File.Exists(Path.Join(folder, "queries.jsonl")) && Directory.Exists(checkout) && (only.Count == 0 || only.Contains(name)))
            {
                yield return new(name, checkout, IndexedFolderOf(folder), ReadQueries(folder));
            }
        }
    }

    private static string IndexedFolderOf(string folder)
    {
        using var meta = JsonDocument.Parse(File.ReadAllText(Path.Join(folder, "meta.json")));
        return meta.RootElement.TryGetProperty("benchmark_root", out var root) ? root.GetString() ?? "" : "";
    }

    private static List<(string Id, string Text)> ReadQueries(string folder)
    {
        var queries = new List<(string, string)>();
        foreach (var line in File.ReadLines(Path.Join(folder, "queries.jsonl")))
        {
            using var query = JsonDocument.Parse(line);
            queries.Add((query.RootElement.GetProperty("_id").GetString()!, query.RootElement.GetProperty("text").GetString()!.Trim()));
        }

        return queries;
    }
}
