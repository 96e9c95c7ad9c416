namespace McpContextBrowser.Evaluation;

/// <summary>How well one question was answered; every measure lies between 0 and 1.</summary>
internal sealed record GoldenScore(string Id, string Kind, IReadOnlyDictionary<string, double> Measures)
{
    public const string Ndcg = "ndcg10";

    /// <summary>Tokens of the answers for which recall is told.</summary>
    public static readonly IReadOnlyList<int> Budgets = [1_000, 2_000, 4_000];

    /// <summary>Names of the measures in the order in which they are told, with their headings.</summary>
    public static readonly IReadOnlyList<(string Name, string Heading)> All =
    [
        (Ndcg, "NDCG@10"), ("mrr", "MRR"), ("recall10", "Recall@10"), ("recall50", "Recall@50"),
        .. Budgets.Select(tokens => (TokenMeasure(tokens), $"Recall in {tokens:N0} tokens")),
    ];

    public static string TokenMeasure(int tokens) => $"recall{tokens}Tokens";
}
