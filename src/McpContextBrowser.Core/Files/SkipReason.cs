namespace McpContextBrowser.Core.Files;

/// <summary>Why a path of the tree has no content in the index. The numbers are stored: never reuse one (16 was never given).</summary>
public enum SkipReason : byte
{
    None = 0,
    Ignored = 1,
    Binary = 2,
    TooLarge = 3,
    Minified = 4,
    Undecodable = 5,
    Unreadable = 6,
    NotAFile = 7,
    LinkOutside = 8,
    LinkDuplicate = 9,
    LinkBroken = 10,
    NestedRepository = 11,
    DefaultFolder = 12,
    NameNotUtf8 = 13,
    Secret = 14,
    Vanished = 15,
    TooDeep = 17,
}
