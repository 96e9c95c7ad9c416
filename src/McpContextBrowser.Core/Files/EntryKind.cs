namespace McpContextBrowser.Core.Files;

/// <summary>What a directory entry is, without following it.</summary>
internal enum EntryKind : byte
{
    /// <summary>The file system did not say; ask for its stamp.</summary>
    Unknown,
    File,
    Folder,
    Link,

    /// <summary>FIFO, socket, device: never opened.</summary>
    Special,

    /// <summary>The name is not UTF-8 (on Windows: not UTF-16); what the listing holds is its escaped form.</summary>
    BadName,
}
