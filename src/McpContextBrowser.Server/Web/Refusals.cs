using Microsoft.AspNetCore.Http;

namespace McpContextBrowser.Server.Web;

/// <summary>Answers of a few words. What a caller who is not recognised reads never depends on why.</summary>
internal static class Refusals
{
    public static Task WriteAsync(HttpContext context, int status, string code, string message)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new Refusal(code, message, Visit.Of(context).CorrelationId), HttpJson.Default.Refusal, cancellationToken: context.RequestAborted);
    }
}
