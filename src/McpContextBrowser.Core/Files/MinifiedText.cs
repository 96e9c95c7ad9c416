namespace McpContextBrowser.Core.Files;

/// <summary>
/// Tells code and data that a tool has squeezed for machines: it costs much, matches every query a little, and its source is
/// elsewhere. Generated code with ordinary lines is not meant: it is kept, and ranking lowers it.
/// </summary>
/// <remarks>
/// Scripts and style sheets are minified when their lines are long on average, hardly anything is white space and there is the
/// punctuation of code (so not one long string). Measured on the 1,461 files of eight npm packages (jquery, bootstrap, react-dom,
/// vue, lodash, d3, three, moment): minified ones have lines of 447 bytes and more, 0.2 to 3.6 % white space and 7.6 to 23 % of this
/// punctuation; of the others 99 % have lines under 100 bytes and over 10 % white space. Data (JSON, XML with SVG, HTML) are
/// when a file that is not small has next to no lines.
/// </remarks>
internal static class MinifiedText
{
    private const int LongLine = 300; // average bytes a line, from which a script is looked at closer
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
    /// <returns>The limit that the lines break; null for text made to be read.</returns>
    public static string? RuleFor(string language, ReadOnlySpan<byte> bytes) => language switch
    {
        "javascript" or "typescript" or "css" when AverageLine(bytes) > LongLine && IsDense(bytes) => "dense lines over 300 bytes",
        "json" or "xml" or "html" when bytes.Length > SmallData && AverageLine(bytes) > LongDataLine => "lines over 2000 bytes",
        _ => null,
    };

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

        return blank * 20L < bytes.Length && punctuation * 20L > bytes.Length;
    }
}
