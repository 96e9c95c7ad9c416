namespace McpContextBrowser.Core.Chunking.Scanning;

[Flags]
internal enum TokenMarks : byte
{
    None = 0,
    FirstOnLine = 1,

    /// <summary>A blank, comment or line end stands before.</summary>
    AfterBlank = 2,
}
