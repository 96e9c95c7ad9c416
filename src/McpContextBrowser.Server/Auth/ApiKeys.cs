using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Server.Auth;

/// <summary>Makes keys <c>ctxb_ID_SECRET</c> and recognises them. The secret has 256 bits and is shown once.</summary>
/// <param name="store">Where keys are kept.</param>
/// <param name="pepper">32 bytes that are not in the store: who copies the store alone cannot even test a guess.</param>
/// <param name="time">Tells what has expired.</param>
public sealed class ApiKeys(IApiKeyStore store, byte[] pepper, TimeProvider time)
{
    /// <summary>What every key begins with, so that scanners of leaked secrets know it.</summary>
    public const string Prefix = "ctxb_";

    /// <summary>Active keys of one owner: the old and the new one while they are exchanged.</summary>
    public const int MostActive = 2;

    private const int IdLength = 12;
    private const int SecretBytes = 32;
    private const string IdLetters = "abcdefghijkmnpqrstuvwxyz23456789";

    /// <summary>Makes a key.</summary>
    /// <param name="owner">1 to 100 printable characters.</param>
    /// <param name="role">What it may.</param>
    /// <param name="collections">Folders granted.</param>
    /// <param name="scopes">Operations it is limited to; null does not limit it.</param>
    /// <param name="lifetime">1 minute to 10 years.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The key as kept, and the text that its owner needs: it is not to be had again.</returns>
    /// <exception cref="CtxbException">The owner has two active keys, or an argument is out of range.</exception>
    public async ValueTask<(ApiKey Key, string Text)> CreateAsync(
        string owner, Role role, IReadOnlyList<string> collections, IReadOnlySet<Operation>? scopes, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(owner) || owner.Length > 100 || owner.Any(char.IsControl))
        {
            throw new CtxbException(ErrorCodes.ArgumentInvalid, "The owner of a key needs a name of 1 to 100 printable characters.", "Name a person or a service.");
        }

        if (lifetime < TimeSpan.FromMinutes(1) || lifetime > TimeSpan.FromDays(3660))
        {
            throw new CtxbException(ErrorCodes.ArgumentInvalid, "A key lives 1 minute to 10 years.", "Give its life in days, such as 90.");
        }

        if (collections.FirstOrDefault(folder => !Path.IsPathFullyQualified(folder)) is { } relative)
        {
            throw new CtxbException(ErrorCodes.ArgumentInvalid, $"'{relative}' is no absolute path, so it grants nothing.", "Give the folders granted as absolute paths.");
        }

        var id = RandomNumberGenerator.GetString(IdLetters, IdLength);
        var secret = RandomNumberGenerator.GetBytes(SecretBytes);
        var now = time.GetUtcNow();
        var key = new ApiKey
        {
            Id = id,
            Owner = owner,
            Role = role,
            SecretMac = Mac(id, secret),
            Collections = collections,
            Scopes = scopes,
            CreatedAt = now,
            ExpiresAt = now + lifetime,
        };
        if (!await store.TryAddAsync(key, MostActive, now, cancellationToken).ConfigureAwait(false))
        {
            throw new CtxbException(ErrorCodes.ArgumentInvalid, $"{owner} has {MostActive} active keys.", "Revoke one first: ctxb apikey revoke ID.");
        }

        return (key, $"{Prefix}{id}_{Base64Url.EncodeToString(secret)}");
    }

    /// <returns>Who it is; null for anything that is no active key, whatever the reason.</returns>
    public async ValueTask<Caller?> RecogniseAsync(string text, CancellationToken cancellationToken)
    {
        if (!TryRead(text, out var id, out var secret))
        {
            return null;
        }

        // An unknown id costs the same work as a wrong secret.
        var key = await store.FindAsync(id, cancellationToken).ConfigureAwait(false);
        var matches = CryptographicOperations.FixedTimeEquals(Mac(id, secret), key?.SecretMac ?? new byte[HMACSHA256.HashSizeInBytes]);
        return matches && key is not null && key.IsActive(time.GetUtcNow()) ? key.ToCaller() : null;
    }

    private static bool TryRead(string text, out string id, out byte[] secret)
    {
        id = "";
        secret = [];
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || text.Length > 200 || text.IndexOf('_', Prefix.Length) is not (> 0 and var mark))
        {
            return false;
        }

        id = text[Prefix.Length..mark];
        var encoded = text.AsSpan(mark + 1);
        secret = new byte[SecretBytes];
        return id.Length == IdLength && Base64Url.IsValid(encoded, out var length) && length == SecretBytes
            && Base64Url.TryDecodeFromChars(encoded, secret, out _);
    }

    private byte[] Mac(string id, byte[] secret) => HMACSHA256.HashData(pepper, (ReadOnlySpan<byte>)[.. Encoding.ASCII.GetBytes(id), 0, .. secret]);
}
