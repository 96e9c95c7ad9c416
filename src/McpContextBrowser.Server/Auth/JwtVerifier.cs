using System.Security.Claims;
using McpContextBrowser.Core.Contracts;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace McpContextBrowser.Server.Auth;

/// <summary>Recognises callers by JSON Web Tokens of one issuer (RFC 7519, 9068).</summary>
/// <remarks>
/// A key id only looks up among the keys that the issuer publishes; keys and addresses inside a token (<c>jwk</c>, <c>jku</c>,
/// <c>x5u</c>, <c>x5c</c>) are never followed. An unknown key id asks the issuer again, at most once in five minutes.
/// </remarks>
public sealed class JwtVerifier : IDisposable
{
    private const int MostBytes = 16 * 1024;

    private readonly JwtOptions _options;
    private readonly TimeProvider _time;
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = MostBytes };
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = TimeSpan.FromSeconds(10),
        MaxResponseContentBufferSize = 1 << 20,
    };

    private readonly ConfigurationManager<OpenIdConnectConfiguration>? _issuer;
    private readonly JsonWebKeySet? _keys;

    /// <exception cref="CtxbException">The key file is not there or holds no keys.</exception>
    public JwtVerifier(JwtOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        if (options.KeyFile is { } file)
        {
            _keys = ReadKeys(file);
        }
        else
        {
            _issuer = new(
                options.Issuer.TrimEnd('/') + "/.well-known/openid-configuration",
                new OpenIdConnectConfigurationRetriever(),
                new HttpDocumentRetriever(_http) { RequireHttps = !new Uri(options.Issuer).IsLoopback });
        }
    }

    /// <returns>Who it is; null for anything that is no valid token, whatever the reason.</returns>
    public async ValueTask<Caller?> RecogniseAsync(string token, CancellationToken cancellationToken)
    {
        if (token.Length > MostBytes || !_handler.CanReadToken(token))
        {
            return null;
        }

        var result = await ValidateAsync(token, cancellationToken).ConfigureAwait(false);
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException && _issuer is not null)
        {
            _issuer.RequestRefresh(); // the issuer may have changed its keys
            result = await ValidateAsync(token, cancellationToken).ConfigureAwait(false);
        }

        return result.IsValid ? CallerOf(result.ClaimsIdentity) : null;
    }

    public void Dispose() => _http.Dispose();

    private async ValueTask<TokenValidationResult> ValidateAsync(string token, CancellationToken cancellationToken)
    {
        ICollection<SecurityKey> keys;
        try
        {
            keys = _keys?.GetSigningKeys() ?? (await _issuer!.GetConfigurationAsync(cancellationToken).ConfigureAwait(false)).SigningKeys;
        }
        catch (Exception problem) when (problem is InvalidOperationException or IOException or HttpRequestException)
        {
            return new TokenValidationResult { IsValid = false, Exception = problem }; // the issuer does not answer: nobody is let in unproven
        }

        try
        {
            return await _handler.ValidateTokenAsync(token, Parameters(keys)).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is SecurityTokenException or ArgumentException)
        {
            return new TokenValidationResult { IsValid = false, Exception = problem };
        }
    }

    private TokenValidationParameters Parameters(ICollection<SecurityKey> keys) => new()
    {
        ValidIssuer = _options.Issuer,
        ValidAudience = _options.Audience,
        ValidAlgorithms = JwtOptions.Algorithms,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        RequireAudience = true,
        TryAllIssuerSigningKeys = false,
        IssuerSigningKeyResolver = (_, _, id, _) => string.IsNullOrEmpty(id) ? [] : keys.Where(key => string.Equals(key.KeyId, id, StringComparison.Ordinal)),
        LifetimeValidator = IsAlive,
    };

    private bool IsAlive(DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters parameters)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        return expires is { } end && now < end + _options.ClockSkew && (notBefore is not { } start || now >= start - _options.ClockSkew);
    }

    private Caller? CallerOf(ClaimsIdentity identity)
    {
        var name = identity.FindFirst("sub")?.Value;
        var roles = identity.FindAll(_options.RoleClaim).Select(claim => claim.Value).ToList();
        return !string.IsNullOrWhiteSpace(name) && roles is [var one] && RoleNames.TryParse(one, out var role)
            ? new() { Name = name, Proof = "jwt", Role = role, Collections = [.. identity.FindAll(_options.CollectionsClaim).Select(claim => claim.Value)] }
            : null;
    }

    private static JsonWebKeySet ReadKeys(string file)
    {
        try
        {
            var keys = new JsonWebKeySet(File.ReadAllText(file));
            if (keys.GetSigningKeys().Count > 0)
            {
                return keys;
            }
        }
        catch (Exception problem) when (problem is IOException or ArgumentException or UnauthorizedAccessException)
        {
            throw new CtxbException(ErrorCodes.ConfigurationInvalid, $"The keys of the issuer cannot be read from {file}.", "Give a JSON Web Key Set as http.jwt.keyFile.", problem);
        }

        throw new CtxbException(ErrorCodes.ConfigurationInvalid, $"{file} holds no key that signs.", "Give a JSON Web Key Set as http.jwt.keyFile.");
    }
}
