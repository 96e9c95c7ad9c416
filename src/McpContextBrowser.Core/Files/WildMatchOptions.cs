namespace McpContextBrowser.Core.Files;

/// <summary>How <see cref="WildMatch"/> reads a pattern.</summary>
[Flags]
public enum WildMatchOptions
{
    /// <summary>A star matches slashes too (git's <c>wildmatch</c> without flags).</summary>
    None = 0,

    /// <summary>Only <c>**</c> between slashes crosses a slash (git's WM_PATHNAME).</summary>
    Pathname = 1,

    /// <summary>Letters A–Z match a–z (git's WM_CASEFOLD, with its quirk that an escaped or bracketed capital matches nothing).</summary>
    IgnoreCase = 2,
}
