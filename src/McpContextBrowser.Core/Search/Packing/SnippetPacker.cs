namespace McpContextBrowser.Core.Search.Packing;

/// <summary>
/// Fills a budget of tokens with what is worth most to the reader. A chunk can be shown in four forms, each worth more and costing
/// more than the one before; at every step the form is taken whose gain is largest for each further token, until none fits.
/// </summary>
/// <remarks>
/// Greedy by marginal worth is within one step of the optimum where gains fall from form to form, which they do here: where a
/// chunk is (<see cref="FormWorth"/>) is worth more than its first lines, these more than the rest.
/// </remarks>
public static class SnippetPacker
{
    private const int Hidden = -1;

    // Share of a chunk's worth that a form has. Chosen on the development sets; see docs/tokens.md.
    private static readonly double[] FormWorth = [0.2, 0.4, 0.8, 1];

    /// <summary>Chooses forms.</summary>
    /// <param name="sources">In any order.</param>
    /// <param name="budget">Most tokens of all together.</param>
    /// <returns>For each source its form, or null when it is not shown. Their costs add up to no more than the budget.</returns>
    public static SnippetForm?[] Pack(IReadOnlyList<SnippetSource> sources, int budget)
    {
        var forms = new int[sources.Count];
        Array.Fill(forms, Hidden);
        var steps = new PriorityQueue<(int Source, int Form, int Tokens), (double, int)>();
        for (var i = 0; i < sources.Count; i++)
        {
            Offer(steps, sources[i], i, Hidden, FormWorth.Length);
        }

        var left = budget;
        while (steps.TryDequeue(out var step, out _))
        {
            if (step.Tokens > left)
            {
                // Too large now is too large for good, since what is left only shrinks; a smaller step of the same chunk may still fit.
                Offer(steps, sources[step.Source], step.Source, forms[step.Source], step.Form);
                continue;
            }

            left -= step.Tokens;
            forms[step.Source] = step.Form;
            Offer(steps, sources[step.Source], step.Source, step.Form, FormWorth.Length);
        }

        return [.. forms.Select(form => form == Hidden ? null : (SnippetForm?)form)];
    }

    /// <summary>Offers the step from a form to one below <paramref name="below"/> that gains most for each token.</summary>
    private static void Offer(PriorityQueue<(int, int, int), (double, int)> steps, SnippetSource source, int index, int from, int below)
    {
        var cost = from == Hidden ? 0 : source.Cost((SnippetForm)from);
        var worth = from == Hidden ? 0 : FormWorth[from];
        var (best, bestGain, bestTokens) = (Hidden, 0.0, 0);
        for (var form = from + 1; form < below; form++)
        {
            var tokens = source.Cost((SnippetForm)form) - cost;
            var gain = source.Worth * (FormWorth[form] - worth) / Math.Max(1, tokens);
            if (gain > bestGain)
            {
                (best, bestGain, bestTokens) = (form, gain, tokens);
            }
        }

        if (best != Hidden)
        {
            steps.Enqueue((index, best, bestTokens), (-bestGain, index)); // the queue gives the smallest first
        }
    }
}
