using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Files.Secrets;

namespace McpContextBrowser.Core.Files;

/// <summary>
/// Decides which files hold nothing worth an index: by name and size before a file is opened, by its bytes after it was read.
/// Secrets inside of ordinary source are not its business.
/// </summary>
public static class FileFilter
{
    /// <summary>What a file's name and size say.</summary>
    /// <param name="path">Its last parts are looked at.</param>
    /// <param name="size">Bytes, as the file system says.</param>
    /// <param name="options">The size limit.</param>
    /// <returns>Null when the file should be read.</returns>
    public static Skip? BeforeReading(RelativePath path, long size, FilesOptions options)
    {
        var name = path.Name;
        var secret = "";
        return options.ScanForSecrets && SecretFiles.IsSecretFile(path, out secret) ? new Skip(SkipReason.Secret, secret)
            : size > options.MaxFileBytes && size > options.MaxBytesOf(path)
                ? new Skip(SkipReason.TooLarge, $"limit {options.MaxBytesOf(path)} bytes")
            : MinifiedText.RuleFor(name) is { } minified ? new Skip(SkipReason.Minified, minified)
            : BinarySigns.RuleFor(name) is { } binary ? new Skip(SkipReason.Binary, binary)
            : null;
    }

    /// <summary>What a file's bytes say. Text in an old encoding passes here and is <see cref="TextDecoder"/>'s to judge.</summary>
    /// <param name="language">Of <see cref="LanguageTable"/>.</param>
    /// <param name="bytes">The whole file.</param>
    /// <returns>Null when the bytes should be decoded.</returns>
    public static Skip? AfterReading(string language, ReadOnlySpan<byte> bytes) =>
        BinarySigns.FormatOf(bytes) is { } format ? new Skip(SkipReason.Binary, format)
        : MinifiedText.RuleFor(language, bytes) is { } minified ? new Skip(SkipReason.Minified, minified)
        : null;
}
