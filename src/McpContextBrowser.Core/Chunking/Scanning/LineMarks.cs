namespace McpContextBrowser.Core.Chunking.Scanning;

/// <summary>What was seen on a line.</summary>
[Flags]
internal enum LineMarks : byte
{
    None = 0,
    Code = 1,
    Comment = 2,

    /// <summary>Belongs to the definition below: attribute, annotation, decorator.</summary>
    Decorator = 4,

    /// <summary>Shown, but in no posting: licence text, encoded data.</summary>
    Unindexed = 8,
}
