namespace McpContextBrowser.Core.Chunking.Scanning;

/// <summary>What must follow the head of a definition.</summary>
internal enum BodyRule : byte
{
    /// <summary>Nothing; braces that follow in the same statement are its body.</summary>
    Optional,

    /// <summary>Nothing; braces that follow are not its body.</summary>
    None,

    /// <summary>Braces: without them it only declares.</summary>
    Braces,

    /// <summary>Braces or <c>=</c>.</summary>
    BracesOrAssign,

    /// <summary><c>=</c>.</summary>
    Assign,
}
