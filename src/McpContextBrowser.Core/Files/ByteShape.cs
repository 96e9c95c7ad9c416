using System.Buffers;
using System.Text;

namespace McpContextBrowser.Core.Files;

/// <summary>What can be counted in bytes whose encoding is not known.</summary>
/// <param name="Controls">Bytes below 32 that no text holds, and 127.</param>
/// <param name="High">Bytes above 127.</param>
/// <param name="Adjacent">High bytes behind another one.</param>
/// <param name="Western">High bytes that stand where Windows-1252 text has such a one.</param>
/// <param name="Utf8Sequences">Characters of valid UTF-8 above U+007F.</param>
/// <param name="Utf8Errors">Places where UTF-8 is broken.</param>
/// <param name="Pairs">High bytes that pair up as in EUC: two bytes from A1 to FE.</param>
/// <param name="CommonPairs">Those pairs whose first byte is that of GB 2312's frequent characters, B0 to D7.</param>
internal readonly record struct ByteShape(
    int Controls, int High, int Adjacent, int Western, int Utf8Sequences, int Utf8Errors, int Pairs, int CommonPairs)
{
    /// <summary>All high bytes pair up, and more pairs than by chance (40 of 94) are frequent characters.</summary>
    public bool LooksLikeGb2312 => Pairs >= 3 && Pairs * 2 == High && CommonPairs * 10L >= Pairs * 6L;

    public static ByteShape Of(ReadOnlySpan<byte> bytes)
    {
        var (controls, high, adjacent, western, pairs, common) = (0, 0, 0, 0, 0, 0);
        var open = false; // the byte before is the first of a pair
        for (var i = 0; i < bytes.Length; i++)
        {
            var c = bytes[i];
            if (c < 0x80)
            {
                controls += c is < 0x20 and not ((byte)'\t' or (byte)'\n' or (byte)'\r' or 0x0C or 0x1B) or 0x7F ? 1 : 0;
                open = false;
                continue;
            }

            high++;
            var before = i > 0 ? bytes[i - 1] : (byte)' ';
            var after = i + 1 < bytes.Length ? bytes[i + 1] : (byte)' ';
            adjacent += before >= 0x80 ? 1 : 0;
            western += IsWestern(c, before, after) ? 1 : 0;
            if (open)
            {
                pairs++;
                common += before is >= 0xB0 and <= 0xD7 ? 1 : 0;
                open = false;
            }
            else
            {
                open = c >= 0xA1 && after >= 0xA1;
            }
        }

        var (sequences, errors) = CountUtf8(bytes);
        return new(controls, high, adjacent, western, sequences, errors, pairs, common);
    }

    private static bool IsWestern(byte c, byte before, byte after)
    {
        var isLetterBefore = char.IsAsciiLetter((char)before);
        var isLetterAfter = char.IsAsciiLetter((char)after);
        return c switch
        {
            0xD7 or 0xF7 => before < 0x80 && after < 0x80, // × ÷
            >= 0xC0 or 0x8A or 0x8C or 0x8E or 0x9A or 0x9C or 0x9E or 0x9F => isLetterBefore || isLetterAfter,
            0x92 => isLetterBefore, // ’
            0x91 or 0x93 => before < 0x80 && !isLetterBefore, // ‘ “
            0x94 => before > ' ' && !isLetterAfter, // ”
            0x80 or 0x85 or 0x95 or 0x96 or 0x97 or 0x99 or (>= 0xA0 and < 0xC0) => before < 0x80 && after < 0x80,
            _ => false,
        };
    }

    private static (int Sequences, int Errors) CountUtf8(ReadOnlySpan<byte> bytes)
    {
        var (sequences, errors) = (0, 0);
        while (bytes.IndexOfAnyExceptInRange((byte)0, (byte)0x7F) is var next && next >= 0)
        {
            bytes = bytes[next..];
            var valid = Rune.DecodeFromUtf8(bytes, out _, out var length) == OperationStatus.Done;
            sequences += valid ? 1 : 0;
            errors += valid ? 0 : 1;
            bytes = bytes[length..];
        }

        return (sequences, errors);
    }
}
