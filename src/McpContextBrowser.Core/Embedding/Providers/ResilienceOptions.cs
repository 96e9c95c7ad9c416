namespace McpContextBrowser.Core.Embedding.Providers;

/// <summary>What is done when an endpoint fails.</summary>
public sealed record ResilienceOptions
{
    /// <summary>Further attempts after the first.</summary>
    /// <value>Default 4. Range 0 to 20.</value>
    public int Retries { get; init; } = 4;

    /// <summary>Wait before the second attempt; doubles from one to the next, with jitter. What the server asks for goes before.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest wait between attempts, whatever the server asks for; beyond it the next endpoint is tried.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Failures within 30 s, being at least half of all attempts, after which the endpoint is left alone.</summary>
    /// <value>Default 5. At least 2.</value>
    public int FailuresToOpen { get; init; } = 5;

    /// <summary>How long it is left alone before one attempt is let through again.</summary>
    /// <value>Default 15 s. At least 0.5 s.</value>
    public TimeSpan BreakDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>All that is wrong with these values, one sentence each; empty when usable.</summary>
    public IEnumerable<string> Problems()
    {
        if (Retries is < 0 or > 20)
        {
            yield return $"embedding.resilience.retries is {Retries}; use 0 to 20.";
        }

        if (FirstDelay <= TimeSpan.Zero || LongestDelay < FirstDelay || LongestDelay > TimeSpan.FromHours(1))
        {
            yield return $"embedding.resilience.firstDelay is {FirstDelay} and longestDelay {LongestDelay}; use more than zero, the second no shorter than the first and at most an hour.";
        }

        if (FailuresToOpen < 2)
        {
            yield return $"embedding.resilience.failuresToOpen is {FailuresToOpen}; use at least 2.";
        }

        if (BreakDuration < TimeSpan.FromMilliseconds(500) || BreakDuration > TimeSpan.FromDays(1))
        {
            yield return $"embedding.resilience.breakDuration is {BreakDuration}; use half a second to a day.";
        }
    }
}
