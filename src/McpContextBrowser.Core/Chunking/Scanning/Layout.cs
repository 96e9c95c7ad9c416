namespace McpContextBrowser.Core.Chunking.Scanning;

/// <summary>What says in which definition a definition lies.</summary>
internal enum Layout : byte
{
    Braces,

    /// <summary>Indentation: also right for languages with <c>end</c>, whose code is indented by convention.</summary>
    Indentation,
}
