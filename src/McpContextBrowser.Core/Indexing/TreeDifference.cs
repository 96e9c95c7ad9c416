namespace McpContextBrowser.Core.Indexing;

/// <summary>How an entry of a walk differs from the committed tree.</summary>
internal enum TreeDifference
{
    None,
    Added,
    Changed,
}
