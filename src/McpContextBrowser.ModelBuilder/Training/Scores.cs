using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Embedding.Static;
using McpContextBrowser.ModelBuilder.Pairs;
using McpContextBrowser.ModelBuilder.Repositories;

namespace McpContextBrowser.ModelBuilder.Training;

/// <summary>
/// How well a model file finds the documents of repositories it has not seen, through the product's own encoder: each query among up
/// to 512 pairs of its repository. Tells a broken training from a good one; which model is better only the whole search can say.
/// </summary>
internal static class Scores
{
    private const int Group = 512;

    /// <returns>By kind of pair: the mean of 1 / rank of the right document, pairs of the same file left out; <c>all</c> over all pairs.</returns>
    public static IReadOnlyDictionary<string, double> Of(IEnumerable<MinedRepository> repositories, string model)
    {
        using var embedder = new StaticEmbedder(StaticModel.Open(model));
        var ranks = new List<(PairKind Kind, double Value)>();
        foreach (var mined in repositories.Where(mined => mined.Row.Split == Split.Check))
        {
            var pairs = mined.Pairs.ToArray();
            Hash.Shuffle(pairs.AsSpan(), 1);
            foreach (var group in pairs.Chunk(Group))
            {
                ranks.AddRange(Ranks(group, embedder));
            }
        }

        return ranks.GroupBy(rank => rank.Kind).OrderBy(kind => kind.Key).Select(kind => (Name: kind.Key.ToString(), Mean: kind.Average(rank => rank.Value)))
            .Append(("all", ranks.Count == 0 ? 0 : ranks.Average(rank => rank.Value)))
            .ToDictionary(score => score.Item1, score => Math.Round(score.Item2, 4), StringComparer.Ordinal);
    }

    private static IEnumerable<(PairKind, double)> Ranks(Pair[] group, StaticEmbedder embedder)
    {
        var queries = group.Select(pair => Vector(pair.Query, EmbeddingSide.Query)).ToArray();
        var documents = group.Select(pair => Vector(pair.Document, EmbeddingSide.Document)).ToArray();
        for (var i = 0; i < group.Length; i++)
        {
            var own = Score(i, i);
            var before = Enumerable.Range(0, group.Length).Count(j => group[j].Path != group[i].Path && Score(i, j) >= own);
            yield return (group[i].Kind, 1.0 / (before + 1));
        }

        float[] Vector(string text, EmbeddingSide side)
        {
            var vector = new float[embedder.Dimensions];
            embedder.Encode(text, side, vector);
            return vector;
        }

        float Score(int query, int document) => System.Numerics.Tensors.TensorPrimitives.Dot(queries[query], documents[document]);
    }
}
