using Microsoft.AspNetCore.Http;

namespace McpContextBrowser.Server.Auth;

/// <summary>Recognises the caller of a request by its <c>Authorization: Bearer</c> header, and by nothing else: a token in an address would stand in every log.</summary>
internal sealed class Credentials(ApiKeys keys, StartToken? start, JwtVerifier? tokens)
{
    private const string Scheme = "Bearer ";
    private const int MostLength = 16 * 1024;

    public async ValueTask<Caller?> RecogniseAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.Headers.Authorization is not [{ } header] || header.Length > MostLength || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var text = header[Scheme.Length..].Trim();
        return text.StartsWith(ApiKeys.Prefix, StringComparison.Ordinal) ? await keys.RecogniseAsync(text, cancellationToken).ConfigureAwait(false)
            : start?.Recognise(text)
            ?? (tokens is null ? null : await tokens.RecogniseAsync(text, cancellationToken).ConfigureAwait(false));
    }
}
