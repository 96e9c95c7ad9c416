using System.Runtime.Versioning;
using System.Security.Cryptography;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Crypto;

/// <summary>
/// Windows' own protection of a user's data: the ring key is sealed under the user's logon credential, and nothing is kept elsewhere.
/// Written after the documentation of ProtectedData; it was not run, since there was no Windows.
/// </summary>
[SupportedOSPlatform("windows")]
public sealed class DpapiWrapper : IKeyWrapper
{
    public string Kind => KeyStoreWrapper.StoreKind;

    public string Place => "Windows Data Protection of this user";

    public byte[] Wrap(ReadOnlySpan<byte> key, ReadOnlySpan<byte> context)
    {
        var plain = key.ToArray();
        try
        {
            return ProtectedData.Protect(plain, context.ToArray(), DataProtectionScope.CurrentUser);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    public void Unwrap(ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> context, Span<byte> key)
    {
        byte[] plain;
        try
        {
            plain = ProtectedData.Unprotect(wrapped.ToArray(), context.ToArray(), DataProtectionScope.CurrentUser);
        }
        catch (CryptographicException cause)
        {
            throw new CtxbException(
                ErrorCodes.KeyWrong, $"{Place} does not open the keys of this data directory: another user or another machine sealed them.",
                "Use the data directory as the user who made it, or run `ctxb clear --all` and index again.", cause);
        }

        plain.CopyTo(key);
        CryptographicOperations.ZeroMemory(plain);
    }
}
