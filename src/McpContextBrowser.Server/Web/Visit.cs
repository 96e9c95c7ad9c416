using System.Net;
using McpContextBrowser.Server.Auth;
using Microsoft.AspNetCore.Http;

namespace McpContextBrowser.Server.Web;

/// <summary>What is known of the request being answered.</summary>
internal sealed class Visit
{
    /// <summary>The header that tells the correlation id.</summary>
    public const string Header = "X-Correlation-Id";

    /// <summary>32 hexadecimal digits: the trace id of the caller's trace context, or a new one.</summary>
    public required string CorrelationId { get; set; }

    public required IPAddress Address { get; init; }

    /// <summary>Null until somebody is recognised.</summary>
    public Caller? Caller { get; set; }

    /// <summary>What the request turned out to be, for the metrics.</summary>
    public Operation? Operation { get; set; }

    public static Visit Of(HttpContext context) => (Visit)context.Items[typeof(Visit)]!;

    public void Attach(HttpContext context) => context.Items[typeof(Visit)] = this;
}
