using System.Net;
using System.Text.RegularExpressions;

namespace McpContextBrowser.Core.Embedding.Providers;

/// <summary>One server that serves the model.</summary>
/// <param name="BaseUrl">
/// Where the provider's paths begin, for example <c>https://api.openai.com/v1</c>; Azure's <c>api-version</c> is kept, any other query is a problem.
/// Only ever from the user's own configuration.
/// </param>
/// <param name="Key">Null for servers that ask for none.</param>
public sealed partial record EndpointOptions(Uri BaseUrl, ApiKey? Key = null)
{
    /// <summary>Owner-only file of the key that is this endpoint's own; null takes the provider's.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Host and port: how this endpoint is called in metrics, status and errors.</summary>
    public string Name => BaseUrl.IsAbsoluteUri ? BaseUrl.Authority : "(no address)";

    /// <summary>True when the host names this machine, by name or by address.</summary>
    internal bool NamesLoopback =>
        BaseUrl.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(BaseUrl.DnsSafeHost, out var address) && IPAddress.IsLoopback(address));

    /// <summary>The name alone: an address that is not usable may be or hold a key.</summary>
    public override string ToString() => Name;

    /// <summary>All that is wrong with these values, one sentence each; empty when usable. No value is part of it: it may be a key in the wrong place.</summary>
    public IEnumerable<string> Problems()
    {
        if (!BaseUrl.IsAbsoluteUri || BaseUrl.Scheme is not ("http" or "https"))
        {
            yield return "embedding.endpoints: an address does not begin with https:// or http://.";
            yield break;
        }

        if (BaseUrl.UserInfo.Length > 0)
        {
            yield return "embedding.endpoints: an address holds a user name; give the key by environment or key file.";
        }

        if (BaseUrl.Fragment.Length > 0 || (BaseUrl.Query.Length > 0 && !AzureVersion().IsMatch(BaseUrl.Query)))
        {
            yield return "embedding.endpoints: an address holds a query other than api-version, or a fragment; give the key by environment or key file.";
        }

        if (BaseUrl.Scheme == "http" && !NamesLoopback)
        {
            yield return "embedding.endpoints: an address would be sent source code unencrypted; use https, or a server on this machine.";
        }
    }

    [GeneratedRegex(@"^\?api-version=[0-9a-z.-]{1,30}\z")]
    private static partial Regex AzureVersion();
}
