using McpContextBrowser.Core.Embedding.Static;
using McpContextBrowser.ModelBuilder.Pairs;

namespace McpContextBrowser.ModelBuilder.Training;

/// <summary>The pairs of one repository as tokens of the model, cut by the product's own encoder.</summary>
internal sealed class TrainingSet
{
    private const int CountBits = 12;
    private const int MostCount = (1 << CountBits) - 1;

    private readonly uint[] _tokens; // id above the count
    private readonly int[] _queries; // where each pair's query begins; its document begins where the next array says, and ends where the next query begins
    private readonly int[] _documents;
    private readonly int[] _paths; // by file, one more than files; behind all pairs

    private TrainingSet(uint[] tokens, int[] queries, int[] documents, int[] files, int[] paths) =>
        (_tokens, _queries, _documents, Files, _paths) = (tokens, queries, documents, files, paths);

    /// <summary>Pairs whose query and document have a known word.</summary>
    public int Count => _documents.Length;

    /// <summary>A number for each pair's file.</summary>
    public int[] Files { get; }

    public static TrainingSet Of(MinedRepository mined, StaticModel model)
    {
        var encoder = new StaticEncoder(model);
        var found = new List<(int Id, int Count)>();
        var tokens = new List<uint>();
        var (queries, documents, files) = (new List<int>(), new List<int>(), new List<int>());
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var pair in mined.Pairs)
        {
            var start = tokens.Count;
            Take(pair.Query);
            var middle = tokens.Count;
            Take(pair.Document);
            if (middle == start || tokens.Count == middle)
            {
                tokens.RemoveRange(start, tokens.Count - start);
                continue;
            }

            queries.Add(start);
            documents.Add(middle);
            if (!names.TryGetValue(pair.Path, out var file))
            {
                names[pair.Path] = file = names.Count;
            }

            files.Add(file);
        }

        queries.Add(tokens.Count);
        var paths = new List<int> { tokens.Count };
        foreach (var name in names.Keys) // in the order of their numbers: nothing was removed
        {
            Take(name);
            paths.Add(tokens.Count);
        }

        return new([.. tokens], [.. queries], [.. documents], [.. files], [.. paths]);

        void Take(string text)
        {
            found.Clear();
            encoder.Count(text, found);
            tokens.AddRange(found.Select(token => ((uint)token.Id << CountBits) | (uint)Math.Min(token.Count, MostCount)));
        }
    }

    public ReadOnlySpan<uint> Query(int pair) => _tokens.AsSpan(_queries[pair].._documents[pair]);

    public ReadOnlySpan<uint> Document(int pair) => _tokens.AsSpan(_documents[pair].._queries[pair + 1]);

    /// <summary>Of the pair's file.</summary>
    public ReadOnlySpan<uint> Path(int pair) => _tokens.AsSpan(_paths[Files[pair]].._paths[Files[pair] + 1]);

    public static int Id(uint token) => (int)(token >> CountBits);

    public static int CountOf(uint token) => (int)(token & MostCount);
}
