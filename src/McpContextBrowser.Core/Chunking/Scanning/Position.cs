namespace McpContextBrowser.Core.Chunking.Scanning;

/// <summary>Where a keyword announces a definition.</summary>
internal enum Position : byte
{
    Anywhere,

    /// <summary>At the beginning of a statement, modifiers aside: elsewhere it is part of an expression.</summary>
    Statement,

    /// <summary>Directly inside a type.</summary>
    Type,

    /// <summary>In no function, and not between parentheses.</summary>
    File,
}
