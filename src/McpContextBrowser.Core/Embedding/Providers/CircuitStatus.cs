namespace McpContextBrowser.Core.Embedding.Providers;

/// <summary>Whether an endpoint is asked. The numbers are the values of the metric.</summary>
public enum CircuitStatus
{
    /// <summary>Asked.</summary>
    Closed = 0,

    /// <summary>Left alone until the break is over.</summary>
    Open = 1,

    /// <summary>One attempt decides.</summary>
    HalfOpen = 2,
}
