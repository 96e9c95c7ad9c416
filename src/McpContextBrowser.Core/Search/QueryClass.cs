namespace McpContextBrowser.Core.Search;

/// <summary>What a question looks like; signals weigh differently in each.</summary>
public enum QueryClass
{
    /// <summary>Some words in any language.</summary>
    Sentence,

    /// <summary>One name, perhaps qualified: <c>Session::request</c>.</summary>
    Symbol,

    /// <summary>A commit message, an issue, a stack trace.</summary>
    LongText,
}
