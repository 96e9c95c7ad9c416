using System.Text;
using System.Text.Unicode;

namespace McpContextBrowser.Core.Files;

/// <summary>
/// Turns the bytes of a source file into text. The answer depends on the bytes alone: a byte order mark decides; else valid UTF-8
/// is UTF-8; else zero bytes in the places that ASCII leaves in UTF-16 or UTF-32 decide; else the bytes are weighed against the
/// older encodings (<see cref="LegacyText"/>). Line ends stay as they are, a byte order mark is taken off.
/// </summary>
public static class TextDecoder
{
    private const int Looked = 8192; // bytes in which UTF-16 and UTF-32 without a mark are recognised

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding StrictUtf16 = new(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding StrictUtf16BigEndian = new(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true);
    private static readonly UTF32Encoding StrictUtf32 = new(bigEndian: false, byteOrderMark: false, throwOnInvalidCharacters: true);
    private static readonly UTF32Encoding StrictUtf32BigEndian = new(bigEndian: true, byteOrderMark: false, throwOnInvalidCharacters: true);

    /// <summary>Decodes a whole file.</summary>
    /// <param name="bytes">Of any length; nothing is text too.</param>
    /// <param name="text">Empty unless the answer is <see cref="SkipReason.None"/>.</param>
    /// <returns>
    /// <see cref="SkipReason.Binary"/> when there are zero bytes or many control bytes, <see cref="SkipReason.Undecodable"/> when it is text,
    /// but breaks the encoding that its mark names, or is mostly in one that is not known here.
    /// </returns>
    public static SkipReason Decode(ReadOnlySpan<byte> bytes, out string text)
    {
        text = "";
        if (bytes.StartsWith("\ufeff"u8))
        {
            return DecodeAs(StrictUtf8, bytes[3..], out text);
        }

        if (Utf8.IsValid(bytes))
        {
            if (!bytes.Contains((byte)0))
            {
                text = Encoding.UTF8.GetString(bytes);
                return SkipReason.None;
            }
        }
        else if (MarkedEncoding(bytes, out var mark) is { } marked)
        {
            return DecodeAs(marked, bytes[mark..], out text);
        }
        else if (!bytes.Contains((byte)0))
        {
            return LegacyText.Decode(bytes, out text);
        }

        // Marks with a zero byte are valid UTF-8 when all that follows is (UTF-32 big-endian's is not).
        return UnmarkedWideEncoding(bytes) is { } wide && DecodeAs(wide, bytes, out text) == SkipReason.None
            ? SkipReason.None
            : SkipReason.Binary;
    }

    private static Encoding? MarkedEncoding(ReadOnlySpan<byte> bytes, out int length)
    {
        // FF FE 00 00 could also be UTF-16 that begins with a NUL, which no text does.
        ReadOnlySpan<byte> utf32 = [0xFF, 0xFE, 0, 0];
        ReadOnlySpan<byte> utf32BigEndian = [0, 0, 0xFE, 0xFF];
        length = 4;
        if (bytes.StartsWith(utf32))
        {
            return StrictUtf32;
        }

        if (bytes.StartsWith(utf32BigEndian))
        {
            return StrictUtf32BigEndian;
        }

        length = 2;
        return bytes.Length < 2 || (bytes.Length & 1) != 0 ? null
            : bytes is [0xFF, 0xFE, ..] ? StrictUtf16
            : bytes is [0xFE, 0xFF, ..] ? StrictUtf16BigEndian
            : null;
    }

    /// <summary>Looks for the zero bytes that ASCII has in wide encodings: at least seven of ten characters, and none elsewhere.</summary>
    private static Encoding? UnmarkedWideEncoding(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 4 || (bytes.Length & 1) != 0)
        {
            return null;
        }

        Span<int> zeros = stackalloc int[4];
        zeros.Clear();
        var looked = Math.Min(bytes.Length, Looked) & ~3;
        for (var i = 0; i < looked; i++)
        {
            zeros[i & 3] += bytes[i] == 0 ? 1 : 0;
        }

        var characters = looked / 4;
        var enough = (characters * 7) / 10;
        if ((bytes.Length & 3) == 0 && zeros[2] == characters && zeros[3] == characters && zeros[1] >= enough && zeros[0] == 0)
        {
            return StrictUtf32;
        }

        if ((bytes.Length & 3) == 0 && zeros[0] == characters && zeros[1] == characters && zeros[2] >= enough && zeros[3] == 0)
        {
            return StrictUtf32BigEndian;
        }

        var even = zeros[0] + zeros[2];
        var odd = zeros[1] + zeros[3];
        return even == 0 && odd >= enough * 2 ? StrictUtf16
            : odd == 0 && even >= enough * 2 ? StrictUtf16BigEndian
            : null;
    }

    private static SkipReason DecodeAs(Encoding strict, ReadOnlySpan<byte> bytes, out string text)
    {
        text = "";
        try
        {
            var decoded = strict.GetString(bytes);
            if (decoded.Contains('\0', StringComparison.Ordinal))
            {
                return SkipReason.Binary;
            }

            text = decoded;
            return SkipReason.None;
        }
        catch (DecoderFallbackException)
        {
            return SkipReason.Undecodable;
        }
    }
}
