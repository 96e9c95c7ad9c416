namespace McpContextBrowser.Core.Embedding.Providers;

/// <summary>What embedding some documents would take, before anything is sent.</summary>
/// <param name="Texts">Documents.</param>
/// <param name="Overlong">Documents that are longer than the model takes, and so are split.</param>
/// <param name="Tokens">About how many tokens, see <see cref="TokenEstimate"/>.</param>
/// <param name="Calls">Requests.</param>
/// <param name="Dollars">US dollars by the price list; null when the model is not in it.</param>
/// <param name="Duration">About how long, from the connections, the tokens a minute and a second a request.</param>
public sealed record EmbeddingPlan(int Texts, int Overlong, long Tokens, int Calls, decimal? Dollars, TimeSpan Duration)
{
    private static readonly TimeSpan UsualCall = TimeSpan.FromSeconds(1); // a full request of the hosted models, by experience

    /// <summary>Nothing to embed.</summary>
    public static EmbeddingPlan Nothing { get; } = new(0, 0, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Plans documents for the model that the options name; the built-in model and own embedders cost nothing.</summary>
    public static EmbeddingPlan For(EmbeddingOptions options, IReadOnlyCollection<ReadOnlyMemory<char>> documents) => Nothing.Plus(options, documents);

    /// <summary>This plan and further documents, which are handed over together: a request holds texts of them only.</summary>
    public EmbeddingPlan Plus(EmbeddingOptions options, IReadOnlyCollection<ReadOnlyMemory<char>> documents)
    {
        if (WireForms.Find(options.Provider) is null)
        {
            return this with { Texts = Texts + documents.Count, Tokens = Tokens + documents.Sum(text => (long)TokenEstimate.Of(text.Span)) };
        }

        var model = KnownModels.Of(options.Provider.ToLowerInvariant(), options.Model);
        var plan = CallPlan.Of(documents, model, EmbeddingSide.Document);
        var (tokens, calls) = (Tokens + plan.Tokens, Calls + plan.Calls.Count);
        var byCalls = UsualCall * Math.Ceiling(calls / (double)options.Http.MaxConnections);
        var byTokens = options.TokensPerMinute is { } perMinute ? TimeSpan.FromMinutes(tokens / (double)perMinute) : TimeSpan.Zero;
        return new(Texts + documents.Count, Overlong + plan.Overlong, tokens, calls, model.PriceOf(tokens), byCalls > byTokens ? byCalls : byTokens);
    }
}
