namespace McpContextBrowser.Evaluation;

/// <summary>The measures of several questions together.</summary>
internal sealed record GroupRow(string Kind, int Questions, IReadOnlyDictionary<string, Interval> Measures)
{
    public static GroupRow Of(string kind, IReadOnlyList<GoldenScore> scores) => new(
        kind,
        scores.Count,
        GoldenScore.All.ToDictionary(measure => measure.Name, measure => Interval.Of([.. scores.Select(score => score.Measures[measure.Name])])));
}
