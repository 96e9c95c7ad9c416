using McpContextBrowser.Core.Crypto;

namespace McpContextBrowser.Configuration;

/// <summary>Who holds the master key. PINs and tokens are no part of it: they come from the environment and are never shown.</summary>
internal sealed record MasterKeyOptions
{
    public const string File = "file";
    public const string Environment = "environment";
    public const string Pkcs11 = "pkcs11";
    public const string KeyStore = KeyStoreWrapper.StoreKind;
    public const string Vault = "vault";

    public static readonly string[] Sources = [File, Environment, KeyStore, Pkcs11, Vault];

    /// <summary>One of <see cref="Sources"/>; empty takes <c>CTXB_MASTER_KEY</c> when it is set, else the key file.</summary>
    public string Source { get; init; } = "";

    /// <summary>Name of the key in the system's key store; made on first use.</summary>
    public string KeyStoreName { get; init; } = "default";

    /// <summary>Library of the token.</summary>
    public string Pkcs11Module { get; init; } = "";

    /// <summary>Label of the token.</summary>
    public string Pkcs11Token { get; init; } = "";

    /// <summary>Label of the AES key in it; made on first use.</summary>
    public string Pkcs11Key { get; init; } = "ctxb";

    /// <summary>https, or http to this machine.</summary>
    public string VaultAddress { get; init; } = "";

    /// <summary>Where the transit engine is mounted.</summary>
    public string VaultMount { get; init; } = "transit";

    /// <summary>Name of the key in it.</summary>
    public string VaultKey { get; init; } = "ctxb";

    /// <summary>All that is missing, one sentence each, beginning with the key; empty when usable.</summary>
    public IEnumerable<string> Problems()
    {
        if (Source == Pkcs11 && (Pkcs11Module.Length == 0 || Pkcs11Token.Length == 0))
        {
            yield return "keys.master is pkcs11, which needs keys.pkcs11.module and keys.pkcs11.token.";
        }

        if (Source == Vault && !Uri.TryCreate(VaultAddress, UriKind.Absolute, out _))
        {
            yield return "keys.master is vault, which needs a URL in keys.vault.address.";
        }
    }
}
