namespace McpContextBrowser.Core.Embedding.Providers;

/// <summary>Why an attempt failed; decides what is done next.</summary>
public enum FailureKind
{
    /// <summary>No answer: not reached, connection lost, too slow, or status 408 or 5xx. Tried again.</summary>
    Unavailable,

    /// <summary>Status 429. Tried again, with fewer requests at once.</summary>
    RateLimited,

    /// <summary>An answer that cannot be used: not JSON, torn, wrong dimensions, not numbers. Tried again.</summary>
    BadAnswer,

    /// <summary>Left alone after too many failures; nothing was sent.</summary>
    CircuitOpen,

    /// <summary>The key is missing, wrong, or not allowed to do this.</summary>
    Refused,

    /// <summary>The account has no money or quota left.</summary>
    QuotaUsedUp,

    /// <summary>The endpoint does not know the model.</summary>
    ModelMissing,

    /// <summary>The endpoint does not accept the request.</summary>
    BadRequest,

    /// <summary>The address may not be spoken to, or sent us elsewhere; nothing was sent.</summary>
    Blocked,
}
