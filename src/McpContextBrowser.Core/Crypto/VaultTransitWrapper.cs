using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Crypto;

/// <summary>
/// A master key in the transit engine of HashiCorp Vault or OpenBao, over its documented REST form
/// (<c>POST /v1/:mount/encrypt/:name</c> and <c>decrypt</c>, with <c>associated_data</c>). The key is made in Vault, by its operator.
/// </summary>
/// <param name="address">https, or http to this machine alone.</param>
/// <param name="mount">Of the engine; usually <c>transit</c>.</param>
/// <param name="keyName">Of the key, of an AEAD type such as <c>aes256-gcm96</c>.</param>
/// <param name="token">Sent as <c>X-Vault-Token</c>; never printed.</param>
/// <param name="client">Owned by the caller; no redirect is to be followed, the token goes to that address alone.</param>
public sealed class VaultTransitWrapper(Uri address, string mount, string keyName, string token, HttpClient client) : IKeyWrapper
{
    private const int LargestAnswer = 64 * 1024;

    public string Kind => "vault";

    public string Place => $"{address.GetLeftPart(UriPartial.Authority)}, {mount}/{keyName}";

    public byte[] Wrap(ReadOnlySpan<byte> key, ReadOnlySpan<byte> context) =>
        Encoding.ASCII.GetBytes(Call("encrypt", "plaintext", Convert.ToBase64String(key), context, "ciphertext"));

    public void Unwrap(ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> context, Span<byte> key)
    {
        var text = Call("decrypt", "ciphertext", Encoding.ASCII.GetString(wrapped), context, "plaintext");
        var bytes = new byte[Math.Max(key.Length, text.Length)];
        if (!Convert.TryFromBase64String(text, bytes, out var length) || length != key.Length)
        {
            throw WrappedKey.OtherMaster(this);
        }

        bytes.AsSpan(0, length).CopyTo(key);
        CryptographicOperations.ZeroMemory(bytes);
    }

    private string Call(string verb, string given, string value, ReadOnlySpan<byte> context, string wanted)
    {
        if (address.Scheme != Uri.UriSchemeHttps && !address.IsLoopback)
        {
            throw new CtxbException(ErrorCodes.ConfigurationInvalid, $"{Place}: the keys would cross the network in clear.", "Give an https address in keys.vault.address.");
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, $"/v1/{mount}/{verb}/{Uri.EscapeDataString(keyName)}"));
        request.Headers.Add("X-Vault-Token", token);
        request.Content = new StringContent(
            $$"""{"{{given}}":"{{value}}","associated_data":"{{Convert.ToBase64String(context)}}"}""", Encoding.UTF8, "application/json");
        try
        {
            using var response = client.Send(request, HttpCompletionOption.ResponseHeadersRead);
            using var stream = response.Content.ReadAsStream();
            var body = new byte[LargestAnswer];
            var length = stream.ReadAtLeast(body, body.Length, throwOnEndOfStream: false);
            return response.StatusCode == HttpStatusCode.OK ? Read(body.AsMemory(0, length), wanted) : throw Refused(response.StatusCode);
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException or JsonException or TaskCanceledException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            throw new CtxbException(ErrorCodes.KeyMissing, $"{Place}: no usable answer ({problem.Message})", "Check that Vault is reachable and unsealed, and try again.", problem);
        }
    }

    private static string Read(ReadOnlyMemory<byte> body, string wanted)
    {
        using var answer = JsonDocument.Parse(body);
        return answer.RootElement.GetProperty("data").GetProperty(wanted).GetString() ?? throw new JsonException($"no {wanted}");
    }

    private CtxbException Refused(HttpStatusCode status) => status switch
    {
        HttpStatusCode.BadRequest => WrappedKey.OtherMaster(this), // "cipher: message authentication failed", or a key version that was deleted
        HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized => new(
            ErrorCodes.KeyWrong, $"{Place}: Vault refuses the token.", "Give one in CTXB_VAULT_TOKEN whose policy allows update on the key's encrypt and decrypt paths."),
        HttpStatusCode.NotFound => new(ErrorCodes.KeyMissing, $"{Place}: there is no such key or engine.", "Check keys.vault.mount and keys.vault.key."),
        _ => new(ErrorCodes.KeyMissing, $"{Place}: Vault answers {(int)status}.", "A sealed Vault answers 503; try again when it is open."),
    };
}
