namespace McpContextBrowser.Evaluation;

/// <summary>This run minus an earlier one, over the questions that both have.</summary>
/// <param name="Questions">How many both have.</param>
/// <param name="Better">Of these, with a higher NDCG@10 now.</param>
/// <param name="Worse">Of these, with a lower one.</param>
/// <param name="Differences">By measure; an interval that holds 0 shows nothing.</param>
internal sealed record ComparisonRow(int Questions, int Better, int Worse, IReadOnlyDictionary<string, Interval> Differences)
{
    /// <returns>Null when the runs share no question.</returns>
    public static ComparisonRow? Of(IReadOnlyList<GoldenScore> now, IReadOnlyList<GoldenScore> earlier)
    {
        var before = earlier.ToDictionary(score => score.Id, StringComparer.Ordinal);
        var pairs = now.Where(score => before.ContainsKey(score.Id)).Select(score => (Now: score, Before: before[score.Id])).ToList();
        return pairs.Count == 0 ? null : new(
            pairs.Count,
            pairs.Count(pair => Difference(pair, GoldenScore.Ndcg) > 0),
            pairs.Count(pair => Difference(pair, GoldenScore.Ndcg) < 0),
            GoldenScore.All.ToDictionary(measure => measure.Name, measure => Interval.Of([.. pairs.Select(pair => Difference(pair, measure.Name))])));
    }

    private static double Difference((GoldenScore Now, GoldenScore Before) pair, string measure) =>
        pair.Now.Measures[measure] - pair.Before.Measures.GetValueOrDefault(measure);
}
