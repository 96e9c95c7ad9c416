using McpContextBrowser.Server.Auth;

namespace McpContextBrowser.Server.Web;

/// <summary>Tells a client where to get a token (RFC 9728). Holds only addresses that an attacker would know already.</summary>
/// <param name="Resource">This server, as tokens must name it.</param>
/// <param name="AuthorizationServers">The issuer.</param>
/// <param name="BearerMethodsSupported">The header alone.</param>
internal sealed record ResourceMetadata(string Resource, string[] AuthorizationServers, string[] BearerMethodsSupported)
{
    public const string Path = "/.well-known/oauth-protected-resource";

    public static ResourceMetadata Of(JwtOptions options) => new(options.Audience, [options.Issuer], ["header"]);
}
