namespace McpContextBrowser.Core.Search;

/// <summary>The modes of a search as the doors name them.</summary>
public static class SearchModes
{
    /// <summary>Every name.</summary>
    public static IReadOnlyList<string> Names { get; } = ["ranked", "exact", "regex"];

    /// <returns>Null when nothing is called that.</returns>
    public static SearchMode? Named(string name) => name.ToLowerInvariant() switch
    {
        "ranked" => SearchMode.Ranked,
        "exact" => SearchMode.Exact,
        "regex" => SearchMode.Regex,
        _ => null,
    };
}
