namespace McpContextBrowser.Configuration;

/// <summary>The settings of where the master key is.</summary>
internal static class MasterKeySettings
{
    public const string PinVariable = "CTXB_PKCS11_PIN";
    public const string VaultTokenVariable = "CTXB_VAULT_TOKEN";
    public const string NextKeyVariable = "CTXB_MASTER_KEY_NEXT";

    /// <summary>Variables that are secrets and stand in no file.</summary>
    public static readonly string[] SecretVariables = [PinVariable, VaultTokenVariable, NextKeyVariable];

    public static readonly IReadOnlyList<Setting> All =
    [
        Setting.Choice("keys.master", "Who holds the master key.", MasterKeyOptions.Sources, (c, v) => With(c, k => k with { Source = v }), c => c.MasterKeys.Source),
        Setting.Age(
            "keys.masterAge", "The master key is changed when an index run finds it older.",
            (c, v) => c with { Rotation = c.Rotation with { MasterAge = v } }, c => c.Rotation.MasterAge),
        Setting.Age(
            "keys.dataAge", "A collection's data key is changed when an index run finds it older, and its records are sealed again.",
            (c, v) => c with { Rotation = c.Rotation with { DataAge = v } }, c => c.Rotation.DataAge),
        Setting.Text("keys.keystore.name", "Name of the key in the system's key store; made on first use.", "a name", (c, v) => With(c, k => k with { KeyStoreName = v }), c => c.MasterKeys.KeyStoreName),
        Setting.AbsolutePath("keys.pkcs11.module", "Library of the PKCS#11 token.", (c, v) => With(c, k => k with { Pkcs11Module = v }), c => c.MasterKeys.Pkcs11Module),
        Setting.Text("keys.pkcs11.token", "Label of the token.", "a label", (c, v) => With(c, k => k with { Pkcs11Token = v }), c => c.MasterKeys.Pkcs11Token),
        Setting.Text("keys.pkcs11.key", "Label of the key in it; made on first use.", "a label", (c, v) => With(c, k => k with { Pkcs11Key = v }), c => c.MasterKeys.Pkcs11Key),
        Setting.Text("keys.vault.address", "Where Vault listens.", "an https URL", (c, v) => With(c, k => k with { VaultAddress = v }), c => c.MasterKeys.VaultAddress),
        Setting.Text("keys.vault.mount", "Where its transit engine is mounted.", "a path", (c, v) => With(c, k => k with { VaultMount = v }), c => c.MasterKeys.VaultMount),
        Setting.Text("keys.vault.key", "Name of the key in it.", "a name", (c, v) => With(c, k => k with { VaultKey = v }), c => c.MasterKeys.VaultKey),
    ];

    private static CtxbConfiguration With(CtxbConfiguration configuration, Func<MasterKeyOptions, MasterKeyOptions> change) =>
        configuration with { MasterKeys = change(configuration.MasterKeys) };
}
