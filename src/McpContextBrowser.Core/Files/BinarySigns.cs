using System.Text.Unicode;

namespace McpContextBrowser.Core.Files;

/// <summary>How binary formats show themselves.</summary>
internal static class BinarySigns
{
    // Endings that no text has; anything doubtful (.bin, .dat, .obj, .key) is left to its bytes.
    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".ico", ".icns", ".webp", ".tiff", ".psd", ".heic", ".avif",
        ".woff", ".woff2", ".ttf", ".otf", ".eot",
        ".mp3", ".mp4", ".m4a", ".ogg", ".wav", ".flac", ".avi", ".mov", ".mkv", ".webm",
        ".zip", ".gz", ".bz2", ".xz", ".zst", ".7z", ".rar", ".tar", ".tgz", ".jar", ".war", ".nupkg", ".whl", ".deb", ".rpm", ".apk",
        ".exe", ".dll", ".pdb", ".so", ".dylib", ".class", ".pyc", ".wasm",
        ".pdf", ".docx", ".xlsx", ".pptx", ".sqlite", ".parquet", ".onnx", ".safetensors",
    };

    private static readonly (byte[] Mark, string Format)[] Marks =
    [
        ([0x7F, (byte)'E', (byte)'L', (byte)'F'], "ELF"),
        ("MZ"u8.ToArray(), "PE"),
        ([0xCA, 0xFE, 0xBA, 0xBE], "Java class or Mach-O"),
        ([0xCF, 0xFA, 0xED, 0xFE], "Mach-O"),
        ([0x89, (byte)'P', (byte)'N', (byte)'G'], "PNG"),
        ([0xFF, 0xD8, 0xFF], "JPEG"),
        ("GIF8"u8.ToArray(), "GIF"),
        ([0x1F, 0x8B], "gzip"),
        ("BZh"u8.ToArray(), "bzip2"),
        ([0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z'], "xz"),
        ([0x28, 0xB5, 0x2F, 0xFD], "zstd"),
        ([(byte)'7', (byte)'z', 0xBC, 0xAF], "7z"),
        ("Rar!"u8.ToArray(), "RAR"),
        ("PK\u0003\u0004"u8.ToArray(), "zip"),
        ("PACK"u8.ToArray(), "git pack"),
        ("OggS"u8.ToArray(), "Ogg"),
        ("RIFF"u8.ToArray(), "RIFF"),
        ("fLaC"u8.ToArray(), "FLAC"),
        ("ID3"u8.ToArray(), "MP3"),
        ("SQLite format 3"u8.ToArray(), "SQLite"),
    ];

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> ExtensionOf =
        Extensions.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <returns>The pattern that the name falls under; null when the bytes must tell.</returns>
    public static string? RuleFor(ReadOnlySpan<char> name) =>
        ExtensionOf.TryGetValue(Path.GetExtension(name), out var known) ? "*" + known : null;

    /// <summary>Names the format whose mark the bytes begin with.</summary>
    /// <remarks>
    /// Asked only of bytes that are not UTF-8, but for PDF, whose head is text: so a text may begin with <c>MZ</c> or <c>BM</c>.
    /// Formats with a NUL in their first bytes need no mark; <see cref="TextDecoder"/> knows them by it.
    /// </remarks>
    /// <returns>Null without one.</returns>
    public static string? FormatOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("%PDF-"u8))
        {
            return "PDF";
        }

        if (Utf8.IsValid(bytes))
        {
            return null;
        }

        foreach (var (mark, format) in Marks)
        {
            if (bytes.StartsWith(mark))
            {
                return format;
            }
        }

        return null;
    }
}
