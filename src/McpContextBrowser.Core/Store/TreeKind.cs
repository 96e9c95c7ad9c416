namespace McpContextBrowser.Core.Store;

/// <summary>What the root of a tree is. The numbers are stored.</summary>
public enum TreeKind : byte
{
    Folder = 0,
    Commit = 1,
}
