namespace McpContextBrowser.Core.Chunking.Scanning;

/// <summary>A comment of a language.</summary>
/// <param name="Open">What it begins with.</param>
/// <param name="Close">What ends it; null: the end of the line.</param>
internal sealed record CommentForm(string Open, string? Close = null)
{
    /// <summary>An <see cref="Open"/> inside must be closed too.</summary>
    public bool Nests { get; init; }

    /// <summary>Counts only as the first character of a line (<c>=begin</c>).</summary>
    public bool AtLineStart { get; init; }

    /// <summary>Counts only at the beginning of a line or after a blank or bracket (shell's <c>#</c>).</summary>
    public bool AfterBlank { get; init; }

    /// <summary>Does not count when one of these follows: <c>#[</c> in PHP, <c>--></c> in Haskell.</summary>
    public string NotBefore { get; init; } = "";

    /// <summary><c>--[==[ … ]==]</c>: the comment may open a long bracket (Lua).</summary>
    public bool LongBrackets { get; init; }
}
