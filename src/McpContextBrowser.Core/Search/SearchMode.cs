namespace McpContextBrowser.Core.Search;

/// <summary>How a question is meant.</summary>
public enum SearchMode
{
    /// <summary>Ranked by words, names, paths and meaning.</summary>
    Ranked,

    /// <summary>Files whose indexed text contains the question, character for character.</summary>
    Exact,

    /// <summary>Files whose indexed text matches the question as a regular expression of .NET without look-around and back-references.</summary>
    Regex,
}
