using Microsoft.IdentityModel.Tokens;

namespace McpContextBrowser.Server.Auth;

/// <summary>Whose tokens are accepted, and what they must say.</summary>
public sealed record JwtOptions
{
    /// <summary>The issuer, exactly as tokens name it; an https address (or http on loopback) under which its metadata is found.</summary>
    public required string Issuer { get; init; }

    /// <summary>What tokens must be for: this server's own address (RFC 8707), or a name agreed with the issuer.</summary>
    public required string Audience { get; init; }

    /// <summary>A file with the issuer's keys (RFC 7517) in place of its metadata; null asks the issuer.</summary>
    public string? KeyFile { get; init; }

    /// <summary>The claim that holds the role by name.</summary>
    public string RoleClaim { get; init; } = "ctxb_role";

    /// <summary>The claim, a list, that holds the folders granted.</summary>
    public string CollectionsClaim { get; init; } = "ctxb_collections";

    /// <summary>How far the issuer's clock may be off.</summary>
    /// <value>Default 60 seconds. Range 0 to 300.</value>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Signatures that are accepted: public-key ones only, so that no public key can ever serve as a shared secret.</summary>
    public static IReadOnlyList<string> Algorithms { get; } =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256,
        SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384,
        SecurityAlgorithms.EcdsaSha512,
    ];

    public IEnumerable<string> Problems()
    {
        if (!Uri.TryCreate(Issuer, UriKind.Absolute, out var issuer) || !(issuer.Scheme == Uri.UriSchemeHttps || (issuer.Scheme == Uri.UriSchemeHttp && issuer.IsLoopback)))
        {
            yield return $"http.jwt.issuer is '{Issuer}'; use an https address.";
        }

        if (string.IsNullOrWhiteSpace(Audience))
        {
            yield return "http.jwt.audience is empty; use the address of this server, as tokens name it.";
        }

        if (ClockSkew < TimeSpan.Zero || ClockSkew > TimeSpan.FromSeconds(300))
        {
            yield return $"http.jwt.clockSkew is {ClockSkew.TotalSeconds:N0}; use 0 to 300 seconds.";
        }
    }
}
