using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Crypto;

/// <summary>A master key given as text, by an environment variable of a CI job: 32 bytes in base64 (either alphabet) or 64 hexadecimal digits.</summary>
public sealed class MasterKeyText : IKeyWrapper, IDisposable
{
    private readonly byte[] _key;

    /// <param name="text">The key; a passphrase is refused, because nothing here would make guessing it slow.</param>
    /// <param name="place">Where the text came from, for messages: the variable's name.</param>
    /// <exception cref="CtxbException">The text is not 32 bytes in one of the two forms.</exception>
    public MasterKeyText(string text, string place)
    {
        Place = place;
        _key = Read(text.Trim()) ?? throw new CtxbException(
            ErrorCodes.ConfigurationInvalid,
            $"{place} is not a master key: 32 bytes in base64, or 64 hexadecimal digits.",
            "Make one with `openssl rand -base64 32`.");
    }

    public string Kind => "environment";

    public string Place { get; }

    public byte[] Wrap(ReadOnlySpan<byte> key, ReadOnlySpan<byte> context) => WrappedKey.Wrap(_key, key, context);

    public void Unwrap(ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> context, Span<byte> key) =>
        WrappedKey.Unwrap(this, [_key], wrapped, context, key);

    /// <summary>Overwrites the key in memory.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(_key);

    /// <returns>The 32 bytes, or null.</returns>
    internal static byte[]? Read(string text)
    {
        if (text.Length == 2 * Derivation.KeyLength)
        {
            var fromHex = new byte[Derivation.KeyLength];
            return Convert.FromHexString(text, fromHex, out _, out _) == System.Buffers.OperationStatus.Done ? fromHex : null;
        }

        var ascii = Encoding.ASCII.GetBytes(text.Replace('+', '-').Replace('/', '_'));
        return Base64Url.IsValid(ascii, out var length) && length == Derivation.KeyLength ? Base64Url.DecodeFromUtf8(ascii) : null;
    }
}
