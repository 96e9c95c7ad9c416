namespace McpContextBrowser.Core.Embedding.Providers;

/// <summary>One attempt failed. Never leaves the room: the embedder turns the last one into what the user can act on.</summary>
/// <param name="kind">Decides what is done next.</param>
/// <param name="what">Continues "the endpoint …"; never holds a key or a text.</param>
/// <param name="retryAfter">How long the endpoint asks to wait.</param>
internal sealed class AttemptFailure(FailureKind kind, string what, TimeSpan? retryAfter = null, Exception? cause = null)
    : Exception(what, cause)
{
    public FailureKind Kind { get; } = kind;

    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>Whether the same request may succeed later at the same endpoint.</summary>
    public bool MayPass => Kind is FailureKind.Unavailable or FailureKind.RateLimited or FailureKind.BadAnswer;

    /// <summary>Whether the provider certainly has nothing to charge for: it was not reached, or refused.</summary>
    public bool IsFree { get; init; }

    public static AttemptFailure BadAnswer(string what, Exception? cause = null) => new(FailureKind.BadAnswer, what, cause: cause);
}
