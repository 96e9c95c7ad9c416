using System.Globalization;

namespace McpContextBrowser.Mcp;

/// <summary>
/// Clients that cut a text in the middle of a character send half a surrogate pair, escaped. JSON allows that and no text in UTF-8 can
/// hold it, so every reader of such a text would fail; the half becomes U+FFFD instead, as in any other text that was cut.
/// </summary>
internal static class HalfPairs
{
    private const int EscapeLength = 6; // \uD83D

    /// <summary>Replaces every half in place; the length stays.</summary>
    /// <param name="json">A JSON text, or what claims to be one.</param>
    public static void Mend(Span<byte> json)
    {
        for (var i = 0; i < json.Length;)
        {
            var next = json[i..].IndexOf((byte)'\\');
            if (next < 0)
            {
                return;
            }

            i += next;
            if (Unit(json[i..]) is not { } unit)
            {
                i += 2; // another escape
            }
            else if (!char.IsSurrogate(unit))
            {
                i += EscapeLength;
            }
            else if (char.IsHighSurrogate(unit) && Unit(json[(i + EscapeLength)..]) is { } low && char.IsLowSurrogate(low))
            {
                i += 2 * EscapeLength;
            }
            else
            {
                "fffd"u8.CopyTo(json[(i + 2)..]);
                i += EscapeLength;
            }
        }
    }

    /// <returns>The UTF-16 unit that is escaped at the beginning; null when there is none.</returns>
    private static char? Unit(ReadOnlySpan<byte> text) =>
        text.Length >= EscapeLength && text.StartsWith("\\u"u8)
        && ushort.TryParse(text[2..EscapeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : null;
}
