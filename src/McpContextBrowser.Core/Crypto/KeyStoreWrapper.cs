using System.Runtime.Versioning;
using System.Security.Cryptography;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Crypto;

/// <summary>
/// The master key in the user's key store of the operating system: Keychain on macOS, the Secret Service (GNOME Keyring, KWallet,
/// KeePassXC) on Linux. It holds 32 random bytes, made on first use; they wrap the ring key here. Windows has no such store of bytes and
/// gets <see cref="DpapiWrapper"/>.
/// </summary>
public sealed class KeyStoreWrapper : IKeyWrapper
{
    /// <summary>How <see cref="IKeyWrapper.Kind"/> names all of them.</summary>
    public const string StoreKind = "keystore";

    private readonly Func<string?> _find;
    private readonly Action<string> _keep;

    private KeyStoreWrapper(string place, Func<string?> find, Action<string> keep) => (Place, _find, _keep) = (place, find, keep);

    public string Kind => StoreKind;

    public string Place { get; }

    /// <summary>The store of the system that this runs on.</summary>
    /// <param name="name">Names the key in it; several data folders may share one.</param>
    public static IKeyWrapper OfThisSystem(string name) =>
        OperatingSystem.IsWindows() ? new DpapiWrapper()
        : OperatingSystem.IsMacOS() ? Keychain(name)
        : SecretService(name);

    [SupportedOSPlatform("macos")]
    private static KeyStoreWrapper Keychain(string name) =>
        new($"Keychain, item ctxb, account {name}", () => MacKeychain.Find(name), key => MacKeychain.Add(name, key));

    private static KeyStoreWrapper SecretService(string name) =>
        new($"Secret Service, item ctxb, account {name}", () => LinuxSecretService.Find(name), key => LinuxSecretService.Store(name, key));

    public byte[] Wrap(ReadOnlySpan<byte> key, ReadOnlySpan<byte> context)
    {
        if (_find() is null)
        {
            _keep(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Derivation.KeyLength)));
        }

        return WrappedKey.Wrap(Read(), key, context); // read back: two processes may have made one, and the store kept the last
    }

    public void Unwrap(ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> context, Span<byte> key) => WrappedKey.Unwrap(this, [Read()], wrapped, context, key);

    private byte[] Read() => _find() is not { } text
        ? throw new CtxbException(ErrorCodes.KeyMissing, $"{Place}: there is no master key.", "Restore it, or run `ctxb clear --all` and index again.")
        : MasterKeyText.Read(text) ?? throw new CtxbException(
            ErrorCodes.KeyMissing, $"{Place}: what is kept there is no master key.", "Remove that item, run `ctxb clear --all` and index again.");
}
