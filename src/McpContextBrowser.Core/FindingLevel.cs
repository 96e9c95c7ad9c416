namespace McpContextBrowser.Core;

/// <summary>How bad a <see cref="Finding"/> is.</summary>
public enum FindingLevel
{
    Ok,

    /// <summary>Answers are right, but something is slower or weaker than it should be, or soon will be.</summary>
    Warning,

    /// <summary>Something does not work until it is mended.</summary>
    Error,
}
