using System.Buffers;

namespace McpContextBrowser.Core.Files.Secrets;

/// <summary>Private keys in armour: PEM (RFC 7468), OpenPGP (RFC 9580 §6), SSH2 (RFC 4716 style), and PuTTY's file.</summary>
internal static class PemBlocks
{
    private const int LineOfKey = 32; // letters without a gap that no code has
    public const int LongestLabel = 60;
    private const int LongestBody = 64 * 1024;

    private static readonly SearchValues<char> BodyStops = SearchValues.Create("$<{*\u2026");
    private static readonly SearchValues<char> CodeSigns = SearchValues.Create("(){}<>;");

    /// <param name="at">Where <c>-----BEGIN</c> or <c>---- BEGIN</c> begins.</param>
    public static bool TryRead(string text, int at, out SecretSpan span)
    {
        span = default;
        var label = text.AsSpan(at, Math.Min(LongestLabel + 20, text.Length - at));
        var close = label[10..].IndexOf("----", StringComparison.Ordinal);
        if (close < 0 || !label[..(10 + close)].Contains("PRIVATE KEY", StringComparison.Ordinal))
        {
            return false;
        }

        var start = at + 10 + close;
        while (start < text.Length && text[start] == '-')
        {
            start++;
        }

        var rest = text.AsSpan(start, Math.Min(LongestBody, text.Length - start));
        var end = rest.IndexOf("---", StringComparison.Ordinal);
        var isClosed = end >= 0 && rest[end..].TrimStart("- ").StartsWith("END", StringComparison.Ordinal);
        if (!isClosed)
        {
            end = EndOfArmour(end < 0 ? rest : rest[..end]);
        }

        var body = rest[..end];
        if (!IsKey(body, isClosed))
        {
            return false;
        }

        span = new(start, start + end, "private-key", Precise: true);
        return true;
    }

    /// <param name="at">Where <c>PuTTY-User-Key-File</c> begins.</param>
    public static bool TryReadPutty(string text, int at, out SecretSpan span)
    {
        span = default;
        var rest = text.AsSpan(at, Math.Min(LongestBody, text.Length - at));
        var start = rest.IndexOf("Private-Lines:", StringComparison.Ordinal);
        if (start < 0)
        {
            return false;
        }

        start += "Private-Lines:".Length;
        if (rest[start..].StartsWith("[redacted:", StringComparison.Ordinal))
        {
            return false;
        }

        var end = rest[start..].IndexOf("Private-MAC", StringComparison.Ordinal);
        span = new(at + start, at + (end < 0 ? start + EndOfArmour(rest[start..]) : start + end), "private-key", Precise: true);
        return true;
    }

    // Code that looks for the armour has no body; a sample has dots or a template in it.
    private static bool IsKey(ReadOnlySpan<char> body, bool isClosed)
    {
        if (body.ContainsAny(BodyStops) || body.Contains("[redacted:", StringComparison.Ordinal) || body.Contains("...", StringComparison.Ordinal))
        {
            return false;
        }

        var (letters, inRuns, run, blanks) = (0, 0, 0, 0);
        for (var i = 0; i < body.Length; i++)
        {
            var isLetter = char.IsAsciiLetterOrDigit(body[i]) || body[i] is '+' or '/' or '=' or '_';
            letters += isLetter ? 1 : 0;
            run = isLetter ? run + 1 : 0;
            inRuns += run == LineOfKey ? LineOfKey : run > LineOfKey ? 1 : 0;
            blanks += body[i] == ' ' && i > 0 && char.IsAsciiLetter(body[i - 1]) ? 1 : 0;
            i += body[i] == '\\' ? 1 : 0; // the letter of an escaped line end is not one of the key
        }

        return inRuns * 2 > letters || (!body.ContainsAny(CodeSigns) && letters >= (isClosed ? 8 : 32) && blanks * 10 < letters);
    }

    // Without an end: as far as lines look like base64, whatever quotes and joins are around them.
    private static int EndOfArmour(ReadOnlySpan<char> rest)
    {
        var end = 0;
        foreach (var line in rest.EnumerateLines())
        {
            var trimmed = line.Trim().Trim("\"'`+,;\\|#/*");
            if ((trimmed.Contains(' ') || trimmed.ContainsAny(CodeSigns)) && !trimmed.Contains(": ", StringComparison.Ordinal))
            {
                break;
            }

            if (rest.Overlaps(line, out var offset))
            {
                end = offset + line.Length;
            }
        }

        return end;
    }
}
