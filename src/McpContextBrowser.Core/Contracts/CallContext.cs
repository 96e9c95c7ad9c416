using System.Globalization;

namespace McpContextBrowser.Core.Contracts;

/// <summary>What belongs to one call from its door to the last room: who asked, until when, and how long the answer may be.</summary>
public sealed record CallContext
{
    /// <summary>One id from the request to the last log line and provider call; 32 hexadecimal digits unless a client gave one.</summary>
    public required string CorrelationId { get; init; }

    /// <summary>
    /// When the caller stops waiting; null waits as long as it takes. The front desk then ends the call with an
    /// <see cref="OperationCanceledException"/> though its caller's token is not cancelled; the door says so in its own words
    /// (<see cref="DeadlinePassed"/>). Indexing that the call only waited for goes on.
    /// </summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>
    /// Most tokens of the whole answer, in the vocabulary that needs more of them; 1 or more. Hits are then cut and chosen to fit.
    /// Null shows every hit whole.
    /// </summary>
    public int? TokenLimit { get; init; }

    /// <summary>Who asked, as the door knows it: <c>cli</c>, <c>mcp:stdio</c>, later a user name.</summary>
    public required string Caller { get; init; }

    /// <summary>What a door says when <see cref="Deadline"/> ended the call.</summary>
    /// <param name="given">The time there was.</param>
    /// <param name="next">How to give more.</param>
    public static CtxbException DeadlinePassed(TimeSpan given, string next) => new(
        ErrorCodes.DeadlinePassed, string.Create(CultureInfo.InvariantCulture, $"No answer within the {given.TotalSeconds:0.###} s there were; what was finished is kept."), next);

    /// <summary>A context with a fresh correlation id.</summary>
    public static CallContext For(string caller) =>
        new() { CorrelationId = Guid.NewGuid().ToString("N"), Caller = caller };
}
