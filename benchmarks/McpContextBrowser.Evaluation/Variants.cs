using System.Globalization;
using System.Text;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Embedding.Static;
using McpContextBrowser.Core.Search;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Evaluation;

/// <summary>
/// Answers the questions of a set under several settings of <see cref="RankingOptions"/> over one index, and, where questions
/// have several lines, their first lines alone too: an experiment costs its questions, not the index.
/// </summary>
/// <remarks>
/// A line of the file: a name, then <c>Option=number</c> as often as wanted. Runs go to RUNDIR/NAME.f (full) and RUNDIR/NAME.s
/// (first lines), for score.py with <c>--vs</c>.
/// </remarks>
internal static class Variants
{
    private const int Rows = 10;

    public static async Task RunAsync(
        string file, string folder, EvaluationSet set, IndexView view, StaticEmbedder? embedder, CallContext call)
    {
        var firstLines = set.Queries.Select(query => (query.Id, Text: query.Text.Split('\n')[0].Trim())).ToArray();
        foreach (var line in await File.ReadAllLinesAsync(file))
        {
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var name, .. var settings])
            {
                continue;
            }

            var corpus = SearchCorpus.Create(view, Options(settings));
            await WriteAsync(name + ".f", set.Queries, corpus);
            if (!firstLines.SequenceEqual(set.Queries))
            {
                await WriteAsync(name + ".s", firstLines, corpus);
            }
        }

        async Task WriteAsync(string name, IEnumerable<(string Id, string Text)> questions, SearchCorpus corpus)
        {
            var run = new StringBuilder();
            foreach (var (id, text) in questions)
            {
                var ranking = await Searcher.SearchAsync(corpus, new() { Text = text, Limit = Rows }, embedder, call, default);
                foreach (var (row, hit) in ranking.Rows(Rows).Index())
                {
                    var path = Path.Join(set.IndexedFolder, view.Places[hit.File.Place].Path.Value).Replace('\\', '/');
                    var chunk = corpus.ChunkAt(hit.Chunk.Chunk);
                    run.Append(CultureInfo.InvariantCulture, $"{id}\t{path}\t{-row - 1}\t{chunk.StartLine}\t{chunk.EndLine}\n");
                }
            }

            var to = Directory.CreateDirectory(Path.Join(folder, name)).FullName;
            await File.WriteAllTextAsync(Path.Join(to, set.Name + ".tsv"), run.ToString());
        }
    }

    private static RankingOptions Options(IEnumerable<string> settings)
    {
        var options = RankingOptions.Default with { };
        foreach (var setting in settings)
        {
            var (name, value) = (setting[..setting.IndexOf('=', StringComparison.Ordinal)], setting[(setting.IndexOf('=', StringComparison.Ordinal) + 1)..]);
            var property = typeof(RankingOptions).GetProperty(name) ?? throw new ArgumentException($"RankingOptions has no {name}.");
            property.SetValue(options, Convert.ChangeType(value, property.PropertyType, CultureInfo.InvariantCulture));
        }

        return options;
    }
}
