using System.Globalization;
using System.Net;
using McpContextBrowser.Server;
using McpContextBrowser.Server.Auth;
using McpContextBrowser.Server.Limits;

namespace McpContextBrowser.Configuration;

/// <summary>The settings of <c>serve --http</c>. No secret is among them: callers' keys are made by <c>ctxb apikey</c>.</summary>
/// <remarks>The list itself names no type of the server, so that its assembly is loaded only where something is said of it.</remarks>
internal static class HttpSettings
{
    private const char BetweenAddresses = ';'; // they hold colons themselves

    public static readonly IReadOnlyList<Setting> All =
    [
        Setting.Parsed("http.address", "Where `serve --http` listens.", "an address and a port such as 127.0.0.1:8080", (c, text) => Address(text) is { } address ? With(c, h => h with { Address = address }) : null, c => Of(c).Address.ToString()),
        Setting.AbsolutePath("http.certificate", "Certificate for TLS: PKCS#12 without password, or PEM with its chain.", (c, v) => With(c, h => h with { CertificateFile = v }), c => Of(c).CertificateFile),
        Setting.AbsolutePath("http.certificateKey", "Private key of a PEM certificate, when it is not in the same file.", (c, v) => With(c, h => h with { CertificateKeyFile = v }), c => Of(c).CertificateKeyFile),
        Setting.ParsedList("http.allowedHosts", "Host names that requests may name, beside the address itself.", "host names", BetweenAddresses, (c, v) => Written(v) ? With(c, h => h with { AllowedHosts = v }) : null, c => Of(c).AllowedHosts),
        Setting.ParsedList("http.allowedOrigins", "Origins of web pages that may call.", "origins such as https://tools.example.com", BetweenAddresses, (c, v) => Written(v) ? With(c, h => h with { AllowedOrigins = v }) : null, c => Of(c).AllowedOrigins),
        Setting.ParsedList(
            "http.trustedProxies", "Proxies whose X-Forwarded-For is believed.", "addresses", BetweenAddresses,
            (c, values) => Proxies(values) is { } proxies ? With(c, h => h with { TrustedProxies = proxies }) : null, c => Of(c).TrustedProxies.Select(proxy => proxy.ToString())),
        Setting.AbsolutePaths("http.publicCollections", "Folders that everybody with a credential may search, Guests too.", (c, v) => With(c, h => h with { PublicCollections = v }), c => Of(c).PublicCollections),
        Setting.Integer("http.maxBodyBytes", "Largest body of a request.", (c, v) => With(c, h => h with { MaxBodyBytes = v }), c => Of(c).MaxBodyBytes),
        Setting.Integer("http.maxRunning", "Operations at once.", (c, v) => With(c, h => h with { MaxRunning = v }), c => Of(c).MaxRunning),
        Setting.Integer("http.maxWaiting", "Operations that wait for a place; one more is answered 503.", (c, v) => With(c, h => h with { MaxWaiting = v }), c => Of(c).MaxWaiting),
        Setting.Duration("http.maxDuration", "Time an operation may take.", (c, v) => With(c, h => h with { MaxDuration = v }), c => Of(c).MaxDuration),
        Setting.Integer("http.maxSessions", "Sessions of clients that open with a handshake.", (c, v) => With(c, h => h with { MaxSessions = v }), c => Of(c).MaxSessions),
        Setting.Duration("http.sessionIdle", "Rest after which such a session ends.", (c, v) => With(c, h => h with { SessionIdle = v }), c => Of(c).SessionIdle),
        Setting.Duration("http.shutdownTime", "How long requests under way may finish at the end.", (c, v) => With(c, h => h with { ShutdownTime = v }), c => Of(c).ShutdownTime),
        Setting.Integer("http.rate.search", "Searches and reads of a caller in any minute.", (c, v) => With(c, h => h with { SearchRate = PerMinute(v) }), c => Of(c).SearchRate.Requests),
        Setting.Integer("http.rate.index", "Indexing and clearing of a caller in any minute.", (c, v) => With(c, h => h with { IndexRate = PerMinute(v) }), c => Of(c).IndexRate.Requests),
        Setting.Integer("http.rate.admin", "Administration, metrics and audit of a caller in any minute.", (c, v) => With(c, h => h with { AdminRate = PerMinute(v) }), c => Of(c).AdminRate.Requests),
        Setting.Integer("http.rate.other", "Protocol messages and health of a caller in any minute.", (c, v) => With(c, h => h with { OtherRate = PerMinute(v) }), c => Of(c).OtherRate.Requests),
        Setting.Integer("http.rate.refused", "Requests without a valid credential from one address in any minute.", (c, v) => With(c, h => h with { RefusedRate = PerMinute(v) }), c => Of(c).RefusedRate.Requests),
        Setting.Text("http.jwt.issuer", "Whose tokens are accepted beside API keys.", "an https URL", (c, v) => WithJwt(c, j => j with { Issuer = v }), c => Of(c).Jwt?.Issuer),
        Setting.Text("http.jwt.audience", "What tokens must be for.", "the URL of this server as tokens name it", (c, v) => WithJwt(c, j => j with { Audience = v }), c => Of(c).Jwt?.Audience),
        Setting.AbsolutePath("http.jwt.keyFile", "The issuer's keys (JSON Web Key Set) in place of asking it.", (c, v) => WithJwt(c, j => j with { KeyFile = v }), c => Of(c).Jwt?.KeyFile),
        Setting.Text("http.jwt.roleClaim", "The claim that holds the role.", "a name", (c, v) => WithJwt(c, j => j with { RoleClaim = v }), c => Of(c).Jwt?.RoleClaim),
        Setting.Text("http.jwt.collectionsClaim", "The claim that holds the folders granted.", "a name", (c, v) => WithJwt(c, j => j with { CollectionsClaim = v }), c => Of(c).Jwt?.CollectionsClaim),
        Setting.Duration("http.jwt.clockSkew", "How far the issuer's clock may be off.", (c, v) => WithJwt(c, j => j with { ClockSkew = v }), c => Of(c).Jwt?.ClockSkew),
    ];

    /// <summary>What holds where nothing is said.</summary>
    public static HttpDoorOptions Of(CtxbConfiguration configuration) => configuration.Http?.Options ?? new();

    /// <summary>What is wrong with what is said; here, so that a configuration that says nothing of it does not load the server.</summary>
    public static IEnumerable<string> Problems(CtxbConfiguration configuration) => configuration.Http?.Options.Problems() ?? [];

    private static CtxbConfiguration With(CtxbConfiguration configuration, Func<HttpDoorOptions, HttpDoorOptions> change) => configuration with { Http = new(change(Of(configuration))) };

    private static CtxbConfiguration WithJwt(CtxbConfiguration configuration, Func<JwtOptions, JwtOptions> change) =>
        With(configuration, http => http with { Jwt = change(http.Jwt ?? new() { Issuer = "", Audience = "" }) });

    private static RateRule PerMinute(int requests) => new(requests, TimeSpan.FromMinutes(1));

    private static bool Written(IReadOnlyList<string> values) => !values.Any(string.IsNullOrWhiteSpace);

    /// <summary>Takes <c>localhost</c> for 127.0.0.1; a port must be written, since 8080 alone would be read as an address.</summary>
    private static IPEndPoint? Address(string text)
    {
        var port = text[(text.LastIndexOf(':') + 1)..];
        var host = text[..^port.Length].TrimEnd(':');
        return host.Length > 0 && ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && IPAddress.TryParse(host is "localhost" ? "127.0.0.1" : host.Trim('[', ']'), out var address)
            && (host.Contains('.', StringComparison.Ordinal) || host.StartsWith('[') || host is "localhost")
            ? new(address, number)
            : null;
    }

    /// <returns>Null when one is no address.</returns>
    private static List<IPAddress>? Proxies(IReadOnlyList<string> values)
    {
        var addresses = values.Select(value => IPAddress.TryParse(value, out var address) ? address : null).OfType<IPAddress>().ToList();
        return addresses.Count == values.Count ? addresses : null;
    }
}
