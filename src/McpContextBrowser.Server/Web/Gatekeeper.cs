using System.Globalization;
using System.Net;
using McpContextBrowser.Server.Audit;
using McpContextBrowser.Server.Auth;
using McpContextBrowser.Server.Limits;
using McpContextBrowser.Server.Observability;
using Microsoft.AspNetCore.Http;

namespace McpContextBrowser.Server.Web;

/// <summary>
/// Decides for every operation, in this order: recognised? within the rate? allowed to the role? then writes the audit record,
/// and only then lets it go on. Each refusal is recorded too.
/// </summary>
internal sealed class Gatekeeper(
    HttpDoorOptions options, Credentials credentials, IRateLimiter limiter, AuditLog audit, ServerMeters meters, TimeProvider time)
{
    private const string Unrecognised = "refused"; // what requests without a credential are counted as

    /// <summary>For operations that name no folder.</summary>
    public static Func<string, bool> NoCollection { get; } = static _ => true;

    /// <summary>Finds out who sent the request; answers it when nobody is recognised.</summary>
    public async Task<bool> RecogniseAsync(HttpContext context)
    {
        var visit = Visit.Of(context);
        visit.Caller = await credentials.RecogniseAsync(context.Request, context.RequestAborted).ConfigureAwait(false);
        if (visit.Caller is not null)
        {
            return true;
        }

        var verdict = await CountAsync(context, $"{Unrecognised}|{CallerAddress.Key(visit.Address)}", options.RefusedRate, Unrecognised, "address").ConfigureAwait(false);
        if (!verdict.Allowed)
        {
            await RefuseAsync(context, "none", context.Request.Path, [], "rate").ConfigureAwait(false);
            await TooManyAsync((status, code, message, limit) => Refusals.WriteAsync(context, status, code, message, limit), verdict).ConfigureAwait(false);
            return false;
        }

        await RefuseAsync(context, "none", context.Request.Path, [], "no-credential").ConfigureAwait(false);
        context.Response.Headers.WWWAuthenticate = options.Jwt is null
            ? "Bearer"
            : $"Bearer resource_metadata=\"{context.Request.Scheme}://{context.Request.Host}{ResourceMetadata.Path}\"";
        await Refusals.WriteAsync(context, StatusCodes.Status401Unauthorized, "unauthorized", "Send a valid credential: Authorization: Bearer …").ConfigureAwait(false);
        return false;
    }

    /// <summary>Admits one operation of a recognised caller; answers the request when it is refused.</summary>
    /// <param name="context">The request.</param>
    /// <param name="operation">What it is in the role table; null for what the table does not know, which is refused.</param>
    /// <param name="target">Route, tool or method, for the audit log.</param>
    /// <param name="collections">Folders that it names.</param>
    /// <param name="isGranted">Whether a folder is open to the caller, asked when the role allows the operation. One that is not is recorded as refused,
    /// and the operation goes on to be answered as for a folder that does not exist, by what answers that.</param>
    /// <param name="refuse">Writes the refusal in the form that the route's clients expect.</param>
    public async Task<bool> AdmitAsync(
        HttpContext context, Operation? operation, string target, IReadOnlyList<string> collections, Func<string, bool> isGranted, Refuse refuse)
    {
        var visit = Visit.Of(context);
        var caller = visit.Caller!;
        visit.Operation = operation;
        var word = Word(operation);
        var rule = options.RateOf(operation ?? Operation.Administer);
        var verdict = await CountAsync(context, $"{word}|{caller.Name}", rule, word, "user").ConfigureAwait(false);
        if (!verdict.Allowed)
        {
            await RefuseAsync(context, word, target, collections, "rate").ConfigureAwait(false);
            await TooManyAsync(refuse, verdict).ConfigureAwait(false);
            return false;
        }

        if (operation is not { } known || !caller.May(known))
        {
            await RefuseAsync(context, word, target, collections, "role").ConfigureAwait(false);
            await refuse(StatusCodes.Status403Forbidden, "forbidden", "This credential does not allow that.").ConfigureAwait(false);
            return false;
        }

        try
        {
            var record = collections.All(isGranted)
                ? Record(context, word, target, collections, "allowed", null)
                : Record(context, word, target, collections, "refused", "collection");
            if (record.Reason is { } reason)
            {
                meters.Refused.Add(1, new KeyValuePair<string, object?>("reason", reason));
            }

            await audit.WriteAsync(record, context.RequestAborted).ConfigureAwait(false);
            return true;
        }
        catch (IOException) when (known is Operation.Search or Operation.Status or Operation.Health)
        {
            meters.Refused.Add(1, new KeyValuePair<string, object?>("reason", "audit-not-written"));
            return true; // reading goes on; the gap shows in the metrics, and readiness is gone
        }
        catch (IOException)
        {
            meters.Refused.Add(1, new KeyValuePair<string, object?>("reason", "audit"));
            await refuse(StatusCodes.Status503ServiceUnavailable, "audit-unavailable", "The audit log cannot be written, so nothing is changed. Try again later.").ConfigureAwait(false);
            return false;
        }
    }

    /// <summary>What is counted against the rates, as the metrics show it: each operation, and who is not recognised.</summary>
    public static IReadOnlyList<(string Operation, Func<int> Current, int Limit)> Windows(HttpDoorOptions options, IRateLimiter limiter)
    {
        return [.. Enum.GetValues<Operation>().Select(operation => Of(Word(operation), options.RateOf(operation))), Of(Unrecognised, options.RefusedRate)];

        (string, Func<int>, int) Of(string word, RateRule rule) => (word, () => limiter.Fullest($"{word}|"), rule.Requests);
    }

    private static string Word(Operation? operation) => operation?.ToString().ToLowerInvariant() ?? "unknown";

    private async Task<RateVerdict> CountAsync(HttpContext context, string key, RateRule rule, string operation, string by)
    {
        var verdict = await limiter.TryTakeAsync(key, rule, context.RequestAborted).ConfigureAwait(false);
        meters.Limited.Add(
            1,
            new KeyValuePair<string, object?>("operation", operation),
            new KeyValuePair<string, object?>("caller", by),
            new KeyValuePair<string, object?>("outcome", verdict.Allowed ? "allowed" : "denied"));
        var headers = context.Response.Headers;
        headers["X-RateLimit-Limit"] = verdict.Limit.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Remaining"] = verdict.Remaining.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Reset"] = Seconds(verdict.Reset).ToString(CultureInfo.InvariantCulture);
        return verdict;
    }

    private static Task TooManyAsync(Refuse refuse, RateVerdict verdict) => refuse(
        StatusCodes.Status429TooManyRequests, "rate-limited", "Too many requests; wait as long as Retry-After says.", new("rate", Seconds(verdict.RetryAfter)));

    /// <summary>Whole seconds, rounded up: who waits that long is not too early.</summary>
    private static int Seconds(TimeSpan span) => (int)Math.Ceiling(span.TotalSeconds);

    private async Task RefuseAsync(HttpContext context, string operation, string target, IReadOnlyList<string> collections, string reason)
    {
        meters.Refused.Add(1, new KeyValuePair<string, object?>("reason", reason));
        try
        {
            await audit.WriteAsync(Record(context, operation, target, collections, "refused", reason), context.RequestAborted).ConfigureAwait(false);
        }
        catch (IOException)
        {
            meters.Refused.Add(1, new KeyValuePair<string, object?>("reason", "audit-not-written")); // refused all the same
        }
    }

    private AuditRecord Record(HttpContext context, string operation, string target, IReadOnlyList<string> collections, string outcome, string? reason)
    {
        var visit = Visit.Of(context);
        return new()
        {
            At = time.GetUtcNow(),
            Who = visit.Caller?.Name,
            Proof = visit.Caller?.Proof,
            Role = visit.Caller?.Role.ToString(),
            Operation = operation,
            Target = Short(target),
            Collections = [.. collections.Take(16).Select(Short)],
            Outcome = outcome,
            Reason = reason,
            CorrelationId = visit.CorrelationId,
            Address = visit.Address.Equals(IPAddress.None) ? null : visit.Address.ToString(),
        };
    }

    /// <summary>A client chooses how long a name is; the log does not grow by it.</summary>
    private static string Short(string text) => text.Length <= 300 ? text : text[..300] + "…";
}
