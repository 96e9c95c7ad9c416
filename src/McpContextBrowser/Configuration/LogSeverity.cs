namespace McpContextBrowser.Configuration;

/// <summary>How much a log line matters; as a setting, the least that is kept.</summary>
internal enum LogSeverity
{
    /// <summary>Also what names files, questions and addresses.</summary>
    Debug,

    /// <summary>What was asked of a server and how it ended, by stable names and codes alone.</summary>
    Information,

    /// <summary>Something was not as it should be; the answer was given.</summary>
    Warning,

    /// <summary>A run or a call failed.</summary>
    Error,

    /// <summary>As a setting: nothing is kept.</summary>
    None,
}
