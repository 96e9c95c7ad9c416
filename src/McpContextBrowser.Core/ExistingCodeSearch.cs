using System.Runtime.InteropServices;
using McpContextBrowser.Core.Chunking;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Lexical;
using McpContextBrowser.Core.Search;

namespace McpContextBrowser.Core;

/// <summary>Finds the functions that a change adds and the tree has already: nearest pieces by vector, then word by word.</summary>
internal sealed class ExistingCodeSearch(ReadyTree tree, IEmbedder embedder, Chunker chunker, double threshold)
{
    private const int Nearest = 20;
    private const int FewestLines = 3; // accessors and one-liners are alike everywhere

    private readonly Analyzer _analyzer = new();

    public async Task<IReadOnlyList<ExistingCode>> FindAsync(string diff, CallContext call, CancellationToken cancellationToken)
    {
        var added = AddedLines.Of(diff).ToList();
        var found = new List<ExistingCode>();
        foreach (var lines in added)
        {
            foreach (var (symbol, line, text) in Functions(lines))
            {
                if (await BestAsync(lines.Path, symbol, line, text, added, call, cancellationToken).ConfigureAwait(false) is { } existing)
                {
                    found.Add(existing);
                }
            }
        }

        return found;
    }

    private IEnumerable<(string Symbol, int Line, string Text)> Functions(AddedLines lines)
    {
        var language = RelativePath.TryParse(lines.Path, out var path) ? LanguageTable.ForPath(path) : "";
        var scanned = chunker.Scan(lines.Text, language);
        for (var i = 0; i < scanned.Definitions.Length; i++)
        {
            var definition = scanned.Definitions[i];
            var end = i + 1 < scanned.Definitions.Length ? scanned.Definitions[i + 1].Line - 1 : scanned.LineStarts.Length - 1;
            if (DefinitionKinds.ClassOf(definition.Kind) == DefinitionClass.Function && end - definition.Line + 1 >= FewestLines)
            {
                yield return (definition.Name, lines.Line + definition.Line - 1, lines.Text[scanned.LineStarts[definition.Line - 1]..scanned.LineStarts[end]]);
            }
        }
    }

    private async ValueTask<ExistingCode?> BestAsync(
        string path, string symbol, int line, string text, List<AddedLines> added, CallContext call, CancellationToken cancellationToken)
    {
        var wanted = Count(text);
        ExistingCode? best = null;
        var near = await SimilarChunks.FindAsync(tree.Corpus, text, Nearest, null, null, embedder, call, cancellationToken).ConfigureAwait(false);
        foreach (var (chunk, _) in near)
        {
            var place = tree.Corpus.PlaceOf(chunk);
            var where = tree.View.Places[place].Path.Value;
            var lines = tree.Corpus.ChunkAt(chunk);
            if (added.Exists(one => one.Path == where && one.Line <= lines.EndLine && one.Line + one.Text.AsSpan().Count('\n') > lines.StartLine))
            {
                continue; // the change itself, when it is in the working tree already
            }

            var similarity = Shared(wanted, Count(await tree.View.ReadTextAsync(place, lines, cancellationToken).ConfigureAwait(false)));
            if (similarity >= threshold && similarity > (best?.Similarity ?? 0))
            {
                best = new(path, line, symbol, where, new(lines.StartLine, lines.EndLine), lines.Symbol, similarity);
            }
        }

        return best;
    }

    private Dictionary<ulong, int> Count(ReadOnlySpan<char> text)
    {
        var counts = new Dictionary<ulong, int>();
        foreach (var term in _analyzer.Analyze(text))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(counts, term, out _)++;
        }

        return counts;
    }

    private static double Shared(Dictionary<ulong, int> wanted, Dictionary<ulong, int> piece)
    {
        var all = wanted.Values.Sum();
        return all == 0 ? 0 : wanted.Sum(term => Math.Min(term.Value, piece.GetValueOrDefault(term.Key))) / (double)all;
    }
}
