namespace McpContextBrowser.Install;

/// <summary>The part of a repository's <c>AGENTS.md</c> that tells an agent when to use which tool, between two marks.</summary>
internal static class AgentsBlock
{
    public const string FileName = "AGENTS.md";

    private const string Begin = "<!-- ctxb:begin -->";
    private const string End = "<!-- ctxb:end -->";

    private const string Text =
        """
        <!-- ctxb:begin -->
        ## Finding code

        The MCP server `ctxb` has this repository indexed and checks every answer against the files as they are now.

        - Where or how something is done, or what a part of the code is about: `search_code` with a sentence, before listing folders or grepping.
        - A symbol, a path, an error message: `search_code` with exactly that text. "Occurs in none of N files" can be relied on.
        - Before writing a function: `find_similar` with a sketch of it; it may exist already.
        - Read a file at the lines an answer names only when the piece it returns is not enough.
        - Plain text search is still right for renaming every occurrence of a word.
        <!-- ctxb:end -->
        """;

    /// <returns>The text with the block at its end, or in place of an older one.</returns>
    public static string Put(string text)
    {
        var newLine = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var block = Text.ReplaceLineEndings(newLine);
        if (Find(text) is var (start, end))
        {
            return string.Concat(text.AsSpan(0, start), block, text.AsSpan(end));
        }

        return text.Length == 0 ? block + newLine : text.TrimEnd() + newLine + newLine + block + newLine;
    }

    /// <returns>The text without the block and the blank line above it.</returns>
    public static string Remove(string text)
    {
        if (Find(text) is not var (start, end))
        {
            return text;
        }

        var (before, after) = (text[..start].TrimEnd(), text[end..].TrimStart('\r', '\n'));
        var newLine = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        return before.Length == 0 ? after : before + newLine + (after.Length == 0 ? "" : newLine + after);
    }

    private static (int Start, int End)? Find(string text)
    {
        var start = text.IndexOf(Begin, StringComparison.Ordinal);
        var end = start < 0 ? -1 : text.IndexOf(End, start, StringComparison.Ordinal);
        return end < 0 ? null : (start, end + End.Length);
    }
}
