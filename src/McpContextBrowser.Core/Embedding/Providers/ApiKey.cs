using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Embedding.Providers;

/// <summary>A provider's key. It is shown to nobody but the provider: not in texts, logs, errors or debuggers' one-line views.</summary>
public sealed class ApiKey
{
    private readonly string _value;

    private ApiKey(string value) => _value = value;

    /// <summary>A key from an environment variable or a key store; null and blank are no key.</summary>
    public static ApiKey? From(string? value) => string.IsNullOrWhiteSpace(value) ? null : new(value.Trim());

    /// <summary>A key from a file that only its owner can read.</summary>
    /// <param name="setting">Where the path comes from. A path that leads nowhere is not repeated: it may be a key in the wrong place.</param>
    /// <exception cref="CtxbException">
    /// <see cref="ErrorCodes.KeyMissing"/>: no such file, or it is empty; <see cref="ErrorCodes.KeyExposed"/>: others can read it.
    /// </exception>
    public static ApiKey FromFile(string path, string setting)
    {
        if (!File.Exists(path))
        {
            throw new CtxbException(ErrorCodes.KeyMissing, $"The key file of {setting} is not there.", "Give the absolute path of a file that holds the key, not the key.");
        }

        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
        {
            throw new CtxbException(ErrorCodes.KeyExposed, $"Others can read or write the key file '{path}'.", $"Run: chmod 600 '{path}'");
        }

        return From(File.ReadAllText(path))
            ?? throw new CtxbException(ErrorCodes.KeyMissing, $"The key file '{path}' is empty.", "Write the key into it.");
    }

    /// <summary>The key that is sealed in this one, or this one.</summary>
    internal ApiKey Revealed(string place, Func<string, string, string>? reveal) => reveal is null ? this : new(reveal(_value, place));

    public override string ToString() => "(secret)";

    /// <summary>The key itself, for the header of a request.</summary>
    internal string Reveal() => _value;
}
