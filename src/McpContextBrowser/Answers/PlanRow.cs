using System.Globalization;
using McpContextBrowser.Core.Indexing;

namespace McpContextBrowser.Answers;

/// <summary>What an indexing run would do, as programs read it.</summary>
/// <param name="Root">The folder.</param>
/// <param name="Files">Files that would be read.</param>
/// <param name="Unchanged">Files that stay as they are indexed.</param>
/// <param name="Chunks">Chunks that would be embedded.</param>
/// <param name="Tokens">About how many tokens they have.</param>
/// <param name="Calls">Requests to the provider; 0 for the built-in model.</param>
/// <param name="Dollars">By the price list; null when the model is not in it.</param>
/// <param name="Seconds">About how long the provider takes.</param>
internal sealed record PlanRow(string Root, int Files, int Unchanged, int Chunks, long Tokens, int Calls, decimal? Dollars, double Seconds)
{
    public static PlanRow Of(IndexPlan plan) => new(
        plan.Root, plan.Files, plan.Unchanged, plan.Embedding.Texts, plan.Embedding.Tokens, plan.Embedding.Calls, plan.Embedding.Dollars,
        Math.Round(plan.Embedding.Duration.TotalSeconds, 1));

    public string InWords()
    {
        var price = Dollars is { } dollars ? string.Create(CultureInfo.InvariantCulture, $"${dollars:0.0000} by the price list") : "price not known";
        var calls = Calls == 0 ? "no call" : string.Create(CultureInfo.InvariantCulture, $"{Calls:N0} calls, about {Seconds:0.#} s");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Root}: {Files:N0} files to read, {Unchanged:N0} unchanged; {Chunks:N0} chunks to embed, about {Tokens:N0} tokens, {calls}, {price}. Nothing was sent.");
    }
}
