namespace McpContextBrowser.Core.Files.Secrets;

/// <summary>Where a token can begin inside quoted, escaped and percent-encoded text.</summary>
internal static class TextEdges
{
    /// <returns>True when the character before <paramref name="at"/> is no letter or digit, or ends an escape such as <c>\n</c> or <c>%3D</c>.</returns>
    public static bool BeginsToken(string text, int at)
    {
        if (at == 0 || !char.IsAsciiLetterOrDigit(text[at - 1]))
        {
            return true;
        }

        return (at >= 2 && text[at - 2] == '\\' && text[at - 1] is 'n' or 'r' or 't')
            || (at >= 3 && text[at - 3] == '%' && char.IsAsciiHexDigit(text[at - 2]) && char.IsAsciiHexDigit(text[at - 1]));
    }
}
