using McpContextBrowser.Core.Chunking;
using McpContextBrowser.Core.Search;

namespace McpContextBrowser.Core;

/// <summary>A chunk that may become a hit of a packed answer.</summary>
/// <param name="Tree">Where it is.</param>
/// <param name="Place">Its file.</param>
/// <param name="Chunk">Its ordinal in the tree.</param>
/// <param name="Score">What a reader is told.</param>
/// <param name="Worth">What it is worth to the reader beside the others.</param>
/// <param name="MatchLine">1-based line that must be shown; null without one.</param>
/// <param name="Row">Why it stands where it does; null for likeness alone.</param>
internal sealed record HitCandidate(ReadyTree Tree, int Place, int Chunk, double Score, double Worth, int? MatchLine, RankedRow? Row)
{
    private const double SecondChunk = 0.6; // a file's next chunk beside its best, when it scores the same; then falling
    private const double RankDecay = 0.12;
    private const double ScoreWeight = 1.5;

    public Chunk Lines => Tree.Corpus.ChunkAt(Chunk);

    public string Path => Tree.View.Places[Place].Path.Value;

    /// <summary>The chunks of the trees' rankings, in the order of files; a file's worth falls with its rank among those of all trees.</summary>
    public static IEnumerable<HitCandidate> Of(IReadOnlyList<(ReadyTree Tree, Ranking Ranking)> answers)
    {
        var files = answers.SelectMany(answer => answer.Ranking.Files, (answer, file) => (answer.Tree, File: file)).OrderByDescending(found => found.File.Score).ToList();
        for (var rank = 0; rank < files.Count; rank++)
        {
            var (tree, file) = files[rank];
            var best = Math.Max(files[0].File.Score, double.Epsilon);
            var worth = Math.Pow(Math.Max(0, file.Score) / best, ScoreWeight) / (1 + RankDecay * rank);
            for (var i = 0; i < file.Chunks.Count; i++)
            {
                var chunk = file.Chunks[i];
                var share = i == 0 ? 1 : SecondChunk / i * Math.Clamp(chunk.Score / Math.Max(file.Chunks[0].Score, double.Epsilon), 0, 1);
                if (share > 0)
                {
                    yield return new(tree, file.Place, chunk.Chunk, file.Score * (i == 0 ? 1 : 0.5 * share), Math.Max(worth * share, 1e-9), chunk.MatchLine, new(file, chunk, file.Score));
                }
            }
        }
    }
}
