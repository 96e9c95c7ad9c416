namespace McpContextBrowser.Configuration;

/// <summary>How a value is written in JSON.</summary>
internal enum SettingKind
{
    Text,
    Integer,
    Number,
    Switch,

    /// <summary>A text: a number with its unit.</summary>
    Duration,
}
