namespace McpContextBrowser.Core.Files;

/// <summary>
/// Tells code and data that a tool has squeezed for machines: it costs much, matches every query a little, and its source is
/// elsewhere. Generated code with ordinary lines is not meant: it is kept, and ranking lowers it.
/// </summary>
/// <remarks>
/// Scripts and style sheets are minified when their lines are very long on average, hardly anything is white space and much is
/// punctuation (measured on published packages: minified JavaScript has 1 to 4 % white space and 17 to 28 % of this punctuation;
/// hand-written code 20 % and more white space). Data (JSON, XML, SVG, HTML) are when a large file has next to no lines.
/// </remarks>
internal static class MinifiedText
{
    private const int LongLine = 500; // average bytes a line, from which a script is looked at closer
    private const int LongDataLine = 2_000;
    private const int SmallData = 16_000; // bytes of data that may stand on one line

    /// <returns>The pattern that the name falls under; null for an ordinary name.</returns>
    public static string? RuleFor(ReadOnlySpan<char> name) =>
        !name.Contains(".min.", StringComparison.OrdinalIgnoreCase) ? null
        : name.EndsWith(".min.js", StringComparison.OrdinalIgnoreCase) ? "*.min.js"
        : name.EndsWith(".min.mjs", StringComparison.OrdinalIgnoreCase) ? "*.min.mjs"
        : name.EndsWith(".min.cjs", StringComparison.OrdinalIgnoreCase) ? "*.min.cjs"
        : name.EndsWith(".min.css", StringComparison.OrdinalIgnoreCase) ? "*.min.css"
        : null;

    /// <param name="language">Of <see cref="LanguageTable"/>.</param>
    /// <param name="bytes">The whole file.</param>
    public static bool IsMinified(string language, ReadOnlySpan<byte> bytes)
    {
        switch (language)
        {
            case "javascript" or "typescript" or "css":
                return AverageLine(bytes) > LongLine && IsDense(bytes);
            case "json" or "xml" or "html":
                return bytes.Length > SmallData && AverageLine(bytes) > LongDataLine;
            default:
                return false;
        }
    }

    private static int AverageLine(ReadOnlySpan<byte> bytes) => bytes.Length / (bytes.Count((byte)'\n') + 1);

    private static bool IsDense(ReadOnlySpan<byte> bytes)
    {
        var blank = 0;
        var punctuation = 0;
        foreach (var c in bytes)
        {
            if (c is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r')
            {
                blank++;
            }
            else if (c is (byte)',' or (byte)';' or (byte)':' or (byte)'=' or (byte)'(' or (byte)')' or (byte)'{' or (byte)'}')
            {
                punctuation++;
            }
        }

        return blank * 20L < bytes.Length && punctuation * 10L > bytes.Length;
    }
}
