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

    /// <summary>Plans documents for the model that the options name; the built-in model and own embedders cost nothing.</summary>
    public static EmbeddingPlan For(EmbeddingOptions options, IReadOnlyCollection<ReadOnlyMemory<char>> documents)
    {
        if (KnownModels.All.All(model => model.Provider != options.Provider))
        {
            return new(documents.Count, 0, documents.Sum(text => (long)TokenEstimate.Of(text.Span)), 0, 0, TimeSpan.Zero);
        }

        var model = KnownModels.Of(options.Provider, options.Model);
        var plan = CallPlan.Of(documents, model, EmbeddingSide.Document);
        var byCalls = UsualCall * Math.Ceiling(plan.Calls.Count / (double)options.Http.MaxConnections);
        var byTokens = options.TokensPerMinute is { } perMinute ? TimeSpan.FromMinutes(plan.Tokens / (double)perMinute) : TimeSpan.Zero;
        return new(
            documents.Count, plan.Overlong, plan.Tokens, plan.Calls.Count, model.PriceOf(plan.Tokens), byCalls > byTokens ? byCalls : byTokens);
    }
}
