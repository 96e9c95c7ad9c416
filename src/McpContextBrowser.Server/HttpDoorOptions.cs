using System.Net;
using McpContextBrowser.Server.Auth;
using McpContextBrowser.Server.Limits;

namespace McpContextBrowser.Server;

/// <summary>What the HTTP door is set to; read once, never changed afterwards.</summary>
public sealed record HttpDoorOptions
{
    /// <summary>Where to listen. Port 0 takes a free one.</summary>
    /// <value>Default 127.0.0.1:8080.</value>
    public IPEndPoint Address { get; init; } = new(IPAddress.Loopback, 8080);

    /// <summary>PKCS#12 or PEM file of a certificate for TLS; without it only loopback is listened on, or a named proxy stands before.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>Private key of a PEM certificate; null looks for it in the same file.</summary>
    public string? CertificateKeyFile { get; init; }

    /// <summary>Host names that requests may name, beside the address itself and, on loopback, <c>localhost</c>.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Origins of web pages that may call; none by default, since a page's origin is not a credential.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>Addresses of proxies whose <c>X-Forwarded-For</c> is believed.</summary>
    public IReadOnlyList<IPAddress> TrustedProxies { get; init; } = [];

    /// <summary>Folders that a Guest may search.</summary>
    public IReadOnlyList<string> PublicCollections { get; init; } = [];

    /// <summary>Largest body of a request.</summary>
    /// <value>Bytes. Default 1 MiB. Range 1 KiB to 64 MiB.</value>
    public int MaxBodyBytes { get; init; } = 1 << 20;

    /// <summary>Operations at once.</summary>
    /// <value>Default 32. Range 1 to 1,024.</value>
    public int MaxRunning { get; init; } = 32;

    /// <summary>Operations that wait for a place; one more is answered 503.</summary>
    /// <value>Default 256. Range 0 to 65,536.</value>
    public int MaxWaiting { get; init; } = 256;

    /// <summary>Time an operation may take.</summary>
    /// <value>Default 2 minutes. Range 1 second to 1 hour.</value>
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Sessions of clients that opened with a handshake.</summary>
    /// <value>Default 1,000. Range 1 to 100,000.</value>
    public int MaxSessions { get; init; } = 1000;

    /// <summary>A session that rests longer ends.</summary>
    /// <value>Default 30 minutes. Range 1 minute to 1 day.</value>
    public TimeSpan SessionIdle { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Searches and reads of a caller.</summary>
    public RateRule SearchRate { get; init; } = new(300, TimeSpan.FromMinutes(1));

    /// <summary>Indexing and clearing of a caller.</summary>
    public RateRule IndexRate { get; init; } = new(30, TimeSpan.FromMinutes(1));

    /// <summary>Administration, metrics and audit of a caller.</summary>
    public RateRule AdminRate { get; init; } = new(60, TimeSpan.FromMinutes(1));

    /// <summary>Requests without a valid credential from one address.</summary>
    public RateRule RefusedRate { get; init; } = new(30, TimeSpan.FromMinutes(1));

    /// <summary>Protocol messages and health of a caller.</summary>
    public RateRule OtherRate { get; init; } = new(1200, TimeSpan.FromMinutes(1));

    /// <summary>Tokens of an issuer; null accepts API keys only.</summary>
    public JwtOptions? Jwt { get; init; }

    /// <summary>How long requests under way may go on after the server is told to stop.</summary>
    /// <value>Default 30 seconds. Range 1 to 30 seconds.</value>
    public TimeSpan ShutdownTime { get; init; } = TimeSpan.FromSeconds(30);

    public RateRule RateOf(Operation operation) => operation switch
    {
        Operation.Search or Operation.Status => SearchRate,
        Operation.Index or Operation.Clear => IndexRate,
        Operation.Health => OtherRate,
        _ => AdminRate,
    };

    /// <summary>All that is wrong with these values, one sentence each; empty when usable.</summary>
    public IEnumerable<string> Problems()
    {
        foreach (var (key, value, least, most) in new[]
        {
            ("http.maxBodyBytes", MaxBodyBytes, 1024, 64 << 20), ("http.maxRunning", MaxRunning, 1, 1024), ("http.maxWaiting", MaxWaiting, 0, 65_536),
            ("http.maxSessions", MaxSessions, 1, 100_000), ("http.rate.search", SearchRate.Requests, 1, 100_000),
            ("http.rate.index", IndexRate.Requests, 1, 100_000), ("http.rate.admin", AdminRate.Requests, 1, 100_000),
            ("http.rate.refused", RefusedRate.Requests, 1, 100_000), ("http.rate.other", OtherRate.Requests, 1, 100_000),
        })
        {
            if (value < least || value > most)
            {
                yield return $"{key} is {value}; use {least:N0} to {most:N0}.";
            }
        }

        foreach (var (key, value, least, most) in new[]
        {
            ("http.maxDuration", MaxDuration, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)), ("http.sessionIdle", SessionIdle, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1)),
            ("http.shutdownTime", ShutdownTime, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30)),
        })
        {
            if (value < least || value > most)
            {
                yield return $"{key} is {value.TotalSeconds:N0} seconds; use {least.TotalSeconds:N0} to {most.TotalSeconds:N0}.";
            }
        }

        if (CertificateFile is null && !IPAddress.IsLoopback(Address.Address) && TrustedProxies.Count == 0)
        {
            yield return $"http.certificate is missing and {Address.Address} is not loopback; give a certificate, or name the proxy that ends TLS in http.trustedProxies.";
        }

        foreach (var problem in Jwt?.Problems() ?? [])
        {
            yield return problem;
        }
    }
}
