namespace McpContextBrowser.Cli;

/// <summary>What <c>--color</c> asks for.</summary>
internal enum ColourChoice
{
    /// <summary>A terminal is painted, unless <c>NO_COLOR</c> is set; <c>FORCE_COLOR</c> paints pipes too.</summary>
    Auto,

    /// <summary>Whatever reads it, and whatever the variables say.</summary>
    Always,

    Never,
}
