using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Crypto;

/// <summary>A master key inside a PKCS#11 token (HSM, smart card, SoftHSM): it is made there on first use and never leaves it.</summary>
/// <param name="module">Path of the token's library.</param>
/// <param name="token">Label of the token.</param>
/// <param name="keyLabel">Label of the AES key.</param>
/// <param name="pin">The user's PIN.</param>
public sealed class Pkcs11Wrapper(string module, string token, string keyLabel, string pin) : IKeyWrapper
{
    public string Kind => "pkcs11";

    public string Place => $"{module}, token '{token}', key '{keyLabel}'";

    public byte[] Wrap(ReadOnlySpan<byte> key, ReadOnlySpan<byte> context)
    {
        using var opened = new Pkcs11Token(module, token, pin);
        return opened.Encrypt(opened.Find(keyLabel) ?? opened.Generate(keyLabel), key, context);
    }

    public void Unwrap(ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> context, Span<byte> key)
    {
        using var opened = new Pkcs11Token(module, token, pin);
        var handle = opened.Find(keyLabel) ?? throw new CtxbException(
            ErrorCodes.KeyMissing, $"{Place}: the key is not in the token, and the index cannot be read without it.", "Use the token with which the index was made.");
        if (wrapped.Length != Pkcs11Token.NonceLength + key.Length + Pkcs11Token.TagLength || !opened.TryDecrypt(handle, wrapped, context, key))
        {
            key.Clear();
            throw WrappedKey.OtherMaster(this);
        }
    }
}
