using System.Net;

namespace McpContextBrowser.Core.Embedding.Providers;

/// <summary>One server that serves the model.</summary>
/// <param name="BaseUrl">
/// Where the provider's paths begin, for example <c>https://api.openai.com/v1</c>; a query, as Azure's <c>api-version</c>, is kept.
/// Only ever from the user's own configuration.
/// </param>
/// <param name="Key">Null for servers that ask for none.</param>
public sealed record EndpointOptions(Uri BaseUrl, ApiKey? Key = null)
{
    /// <summary>Owner-only file of the key that is this endpoint's own; null takes the provider's.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Host and port: how this endpoint is called in metrics, status and errors.</summary>
    public string Name => BaseUrl.IsAbsoluteUri ? BaseUrl.Authority : BaseUrl.OriginalString;

    /// <summary>True when the host names this machine, by name or by address.</summary>
    internal bool NamesLoopback =>
        BaseUrl.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(BaseUrl.DnsSafeHost, out var address) && IPAddress.IsLoopback(address));

    /// <summary>All that is wrong with these values, one sentence each; empty when usable. No key is part of it.</summary>
    public IEnumerable<string> Problems()
    {
        if (!BaseUrl.IsAbsoluteUri || BaseUrl.Scheme is not ("http" or "https"))
        {
            yield return $"embedding.endpoints: '{Name}' is no http or https address.";
            yield break;
        }

        if (BaseUrl.UserInfo.Length > 0)
        {
            yield return $"embedding.endpoints: the address of '{Name}' holds a user name; give the key by environment or key file.";
        }

        if (BaseUrl.Scheme == "http" && !NamesLoopback)
        {
            yield return $"embedding.endpoints: '{Name}' would be sent source code unencrypted; use https, or a server on this machine.";
        }
    }
}
