namespace McpContextBrowser.Configuration;

/// <summary>Whose conventions for folders hold; every Unix that is not macOS follows XDG.</summary>
internal enum SystemKind
{
    Linux,
    MacOS,
    Windows,
}
