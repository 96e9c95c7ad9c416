namespace McpContextBrowser.Evaluation;

/// <summary>A mean with the range in which 95 % of resampled means lie.</summary>
internal sealed record Interval(double Mean, double Low, double High)
{
    private const int Rounds = 2_000;
    private const int Seed = 20_261_125; // the same questions give the same interval

    /// <summary>The percentile bootstrap over questions (Efron and Tibshirani 1993, chapter 13).</summary>
    /// <param name="values">One of each question; of none, all is zero.</param>
    public static Interval Of(IReadOnlyList<double> values)
    {
        if (values.Count == 0)
        {
            return new(0, 0, 0);
        }

        var random = new Random(Seed);
        var means = new double[Rounds];
        for (var round = 0; round < Rounds; round++)
        {
            var sum = 0.0;
            for (var i = 0; i < values.Count; i++)
            {
                sum += values[random.Next(values.Count)];
            }

            means[round] = sum / values.Count;
        }

        Array.Sort(means);
        return new(Rounded(values.Average()), Rounded(means[(int)(0.025 * Rounds)]), Rounded(means[(int)(0.975 * Rounds) - 1]));
    }

    private static double Rounded(double value) => Math.Round(value, 4);
}
