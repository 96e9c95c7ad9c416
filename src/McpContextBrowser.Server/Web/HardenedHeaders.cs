using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Http;

namespace McpContextBrowser.Server.Web;

/// <summary>What holds for every answer, and who may ask at all: headers, host names, origins of web pages.</summary>
internal sealed class HardenedHeaders(HttpDoorOptions options)
{
    /// <summary>Sent with every answer, refusals included.</summary>
    public static IReadOnlyDictionary<string, string> Always { get; } = new Dictionary<string, string>
    {
        ["X-Content-Type-Options"] = "nosniff",
        ["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'",
        ["X-Frame-Options"] = "DENY",
        ["Referrer-Policy"] = "no-referrer",
        ["Cross-Origin-Resource-Policy"] = "same-origin",
        ["Cache-Control"] = "no-store",
    };

    /// <summary>Makes the visit, sets the headers, and turns away what names another host or comes from a page that may not call.</summary>
    /// <returns>False when the request is answered.</returns>
    public async Task<bool> ReceiveAsync(HttpContext context)
    {
        var visit = new Visit { CorrelationId = CorrelationOf(context.Request), Address = CallerAddress.Of(context, options.TrustedProxies) };
        visit.Attach(context);
        var headers = context.Response.Headers;
        foreach (var (name, value) in Always)
        {
            headers[name] = value;
        }

        headers[Visit.Header] = visit.CorrelationId;
        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = "max-age=31536000";
        }

        if (!IsAllowedHost(context.Request.Host.Host))
        {
            await Refusals.WriteAsync(context, StatusCodes.Status421MisdirectedRequest, "host", "This server does not answer to that host name.");
            return false;
        }

        return await CheckOriginAsync(context);
    }

    private async Task<bool> CheckOriginAsync(HttpContext context)
    {
        var origin = context.Request.Headers.Origin.ToString();
        if (origin.Length == 0)
        {
            return true; // no web page
        }

        // This server's own address is no other origin; the host name was checked before.
        if (!options.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase)
            && !origin.Equals($"{context.Request.Scheme}://{context.Request.Host}", StringComparison.OrdinalIgnoreCase))
        {
            await Refusals.WriteAsync(context, StatusCodes.Status403Forbidden, "origin", "Pages of that origin may not call this server.");
            return false;
        }

        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = origin;
        headers.Vary = "Origin";
        headers.AccessControlExposeHeaders = "Mcp-Session-Id, X-Correlation-Id, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, Retry-After, WWW-Authenticate";
        if (!HttpMethods.IsOptions(context.Request.Method))
        {
            return true;
        }

        headers.AccessControlAllowMethods = "GET, POST, DELETE";
        headers.AccessControlAllowHeaders = "Authorization, Content-Type, Mcp-Session-Id, MCP-Protocol-Version, Mcp-Method, Mcp-Name, Last-Event-ID, traceparent";
        headers.AccessControlMaxAge = "600";
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return false;
    }

    private bool IsAllowedHost(string host) =>
        options.AllowedHosts.Contains(host, StringComparer.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && (address.Equals(options.Address.Address) || (IPAddress.IsLoopback(address) && IPAddress.IsLoopback(options.Address.Address))))
        || (IPAddress.IsLoopback(options.Address.Address) && host.Equals("localhost", StringComparison.OrdinalIgnoreCase));

    /// <summary>The trace id of a W3C trace context, so that one id leads through all systems.</summary>
    private static string CorrelationOf(HttpRequest request) =>
        ActivityContext.TryParse(request.Headers.TraceParent, null, out var trace) ? trace.TraceId.ToHexString() : Guid.NewGuid().ToString("N");
}
