using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace McpContextBrowser.Server.Web;

/// <summary>Answers of a few words. What a caller who is not recognised reads never depends on why.</summary>
internal static class Refusals
{
    public static Task WriteAsync(HttpContext context, int status, string code, string message, LimitReached? limit = null)
    {
        Begin(context, status, limit);
        return context.Response.WriteAsJsonAsync(new Refusal(code, message, Visit.Of(context).CorrelationId, limit), HttpJson.Default.Refusal, cancellationToken: context.RequestAborted);
    }

    /// <summary>Status and headers of a refusal in any form.</summary>
    public static void Begin(HttpContext context, int status, LimitReached? limit)
    {
        context.Response.StatusCode = status;
        if (limit?.RetryAfterSeconds is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }
    }
}
