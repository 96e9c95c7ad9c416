using System.Runtime.CompilerServices;
using McpContextBrowser.Configuration;
using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;

namespace McpContextBrowser;

/// <summary>Makes the holder of the master key that the settings name, and changes it.</summary>
internal static class MasterKeys
{
    /// <summary>The holder in use.</summary>
    public static IKeyWrapper Current(CtxbConfiguration configuration, Func<string, string?> variable) =>
        Of(SourceOf(configuration), configuration, variable, ConfigLoader.MasterKeyVariable);

    /// <summary>Gives the ring a new key, and a key file a new master key.</summary>
    /// <param name="keepOld">Keeps the old key in the file, for other data directories that share it.</param>
    public static void Rotate(ContextBrowser browser, CtxbConfiguration configuration, bool keepOld, Func<string, string?> variable)
    {
        if (SourceOf(configuration) == MasterKeyOptions.File)
        {
            browser.RotateMaster(new MasterKeyFile(configuration.KeyFile), keepOld);
        }
        else
        {
            browser.RotateMaster(Of(
                SourceOf(configuration), configuration, variable,
                SourceOf(configuration) == MasterKeyOptions.Environment ? MasterKeySettings.NextKeyVariable : ConfigLoader.MasterKeyVariable));
        }
    }

    /// <summary>Moves the ring to another holder.</summary>
    /// <param name="source">One of <see cref="MasterKeyOptions.Sources"/>.</param>
    public static void WrapWith(ContextBrowser browser, string source, CtxbConfiguration configuration, Func<string, string?> variable) =>
        browser.RotateMaster(Of(source, configuration, variable, source == SourceOf(configuration) ? MasterKeySettings.NextKeyVariable : ConfigLoader.MasterKeyVariable));

    /// <summary>Seals a text for the settings of this data folder.</summary>
    public static string Seal(string text, CtxbConfiguration configuration, Func<string, string?> variable)
    {
        using var ring = RingOf(configuration, variable);
        return SealedText.Seal(ring, text);
    }

    /// <summary>A secret of the settings: itself, or what is sealed in it.</summary>
    /// <param name="place">Where it stands, for messages.</param>
    public static string Reveal(string text, string place, CtxbConfiguration configuration, Func<string, string?> variable)
    {
        if (!SealedText.IsSealed(text))
        {
            return text;
        }

        using var ring = RingOf(configuration, variable);
        return SealedText.Open(ring, text, place);
    }

    private static KeyRing RingOf(CtxbConfiguration configuration, Func<string, string?> variable) =>
        new(Path.Join(configuration.DataDirectory, "keys.db"), Current(configuration, variable), TimeProvider.System);

    private static string SourceOf(CtxbConfiguration configuration) =>
        configuration.MasterKeys.Source.Length > 0 ? configuration.MasterKeys.Source
        : configuration.MasterKey is null ? MasterKeyOptions.File
        : MasterKeyOptions.Environment;

    private static IKeyWrapper Of(string source, CtxbConfiguration configuration, Func<string, string?> variable, string keyVariable)
    {
        if (!MasterKeyOptions.Sources.Contains(source))
        {
            throw new CtxbException(
                ErrorCodes.ArgumentInvalid, $"'{source}' holds no master keys.", $"Use one of {string.Join(", ", MasterKeyOptions.Sources)}.");
        }

        var options = configuration.MasterKeys with { Source = source };
        if (options.Problems().FirstOrDefault() is { } problem)
        {
            throw new CtxbException(ErrorCodes.ConfigurationInvalid, problem, "Set what is missing and run the command again.");
        }

        return source switch
        {
            MasterKeyOptions.Environment => new MasterKeyText(Secret(keyVariable, variable), keyVariable),
            MasterKeyOptions.KeyStore => KeyStoreWrapper.OfThisSystem(options.KeyStoreName),
            MasterKeyOptions.Pkcs11 => new Pkcs11Wrapper(options.Pkcs11Module, options.Pkcs11Token, options.Pkcs11Key, Secret(MasterKeySettings.PinVariable, variable)),
            MasterKeyOptions.Vault => Remote.Vault(options, Secret(MasterKeySettings.VaultTokenVariable, variable)),
            _ => new MasterKeyFile(configuration.KeyFile),
        };
    }

    private static string Secret(string name, Func<string, string?> variable) => variable(name) is { Length: > 0 } value
        ? value
        : throw new CtxbException(ErrorCodes.KeyMissing, $"{name} is not set, and the master key cannot be reached without it.", $"Give it in the environment as {name}.");

    /// <summary>Apart from the rest, so that who keeps keys here never loads the web: that alone is milliseconds of a cold process.</summary>
    private static class Remote
    {
        // One connection for one or two calls a process. The token is for that address alone: no redirect, no proxy from the environment.
        private static readonly Lazy<HttpClient> Client = new(() =>
            new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false }) { Timeout = TimeSpan.FromSeconds(10) });

        [MethodImpl(MethodImplOptions.NoInlining)]
        public static VaultTransitWrapper Vault(MasterKeyOptions options, string token) =>
            new(new Uri(options.VaultAddress), options.VaultMount, options.VaultKey, token, Client.Value);
    }
}
