namespace McpContextBrowser.Cli;

/// <summary>How hits are printed.</summary>
internal enum HitForm
{
    /// <summary>For reading: place, symbol and an excerpt.</summary>
    Text,

    /// <summary>One JSON array.</summary>
    Json,

    /// <summary>One JSON object a line, and a last line of type <c>summary</c>.</summary>
    JsonLines,
}
