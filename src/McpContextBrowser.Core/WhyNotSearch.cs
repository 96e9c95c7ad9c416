using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Search;

namespace McpContextBrowser.Core;

/// <summary>Looks a place up in the index and in the whole order of files.</summary>
internal static class WhyNotSearch
{
    private const int MostRanked = 1000;

    public static async Task<WhyNot> AnswerAsync(
        ReadyTree tree, SearchRequest request, RelativePath path, int? line, CallContext call, CancellationToken cancellationToken)
    {
        if (tree.PlaceOf(path) is not { } place)
        {
            var skipped = SkippedAbove(tree, path);
            return new() { Path = path.Value, Skipped = skipped, Exists = skipped is not null };
        }

        var ranking = (await TreeSearch.RankAsync([tree], request with { Explain = true }, MostRanked, call, cancellationToken).ConfigureAwait(false))[0];
        var told = await Absence.TellAsync(tree, request, ranking, TreeSearch.Empty(tree), cancellationToken).ConfigureAwait(false);
        var rank = ranking.Files.ToList().FindIndex(file => file.Place == place);
        var best = ranking.Files.Count > 0 ? ranking.Files[0] : null;
        var answer = new WhyNot
        {
            Path = path.Value,
            Ranked = ranking.Files.Count,
            BestPath = best is null ? null : tree.View.Places[best.Place].Path.Value,
            BestScore = best?.Score ?? 0,
            BestReasons = best is null ? [] : Describe(best),
            Absent = told.Absent,
        };
        if (rank < 0)
        {
            return answer;
        }

        var found = ranking.Files[rank];
        return answer with { Rank = rank + 1, Score = found.Score, Reasons = Describe(found), Piece = line is { } wanted ? PieceAt(tree, found, wanted) : null };
    }

    private static IReadOnlyList<string> Describe(RankedFile file) => HitReasons.Describe(new(file, file.Chunks[0], file.Score), file.Score);

    private static (LineSpan Lines, int Rank, int Of)? PieceAt(ReadyTree tree, RankedFile file, int line)
    {
        for (var i = 0; i < file.Chunks.Count; i++)
        {
            var chunk = tree.Corpus.ChunkAt(file.Chunks[i].Chunk);
            if (line >= chunk.StartLine && line <= chunk.EndLine)
            {
                return (new(chunk.StartLine, chunk.EndLine), i + 1, file.Chunks.Count);
            }
        }

        return null;
    }

    /// <summary>The path itself, or the nearest folder above it, that was left out.</summary>
    private static SkippedPath? SkippedAbove(ReadyTree tree, RelativePath path)
    {
        for (var text = path.Value; text.Length > 0; text = text[..Math.Max(0, text.LastIndexOf('/'))])
        {
            if (tree.Manifest.Find(RelativePath.FromNormalised(text)) is { HasContent: false } entry)
            {
                return new(entry.Path.Value, entry.Skip.Reason, entry.Skip.Rule);
            }
        }

        return null;
    }
}
