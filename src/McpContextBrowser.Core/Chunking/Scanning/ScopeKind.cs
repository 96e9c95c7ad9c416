namespace McpContextBrowser.Core.Chunking.Scanning;

/// <summary>What a pair of brackets holds.</summary>
internal enum ScopeKind : byte
{
    /// <summary>The whole text.</summary>
    File,

    /// <summary>Definitions as in a file.</summary>
    Namespace,

    /// <summary>Members.</summary>
    Type,

    /// <summary>Constants; no members (C's <c>enum</c>).</summary>
    Constants,

    /// <summary>Constants until the first <c>;</c>, then members (Java's <c>enum</c>).</summary>
    ConstantsThenMembers,

    /// <summary>Statements.</summary>
    Function,

    /// <summary>Get and set of a property.</summary>
    Accessors,

    /// <summary>An object or initialiser: an expression, whose statement goes on behind it.</summary>
    Literal,

    /// <summary>Parentheses or square brackets.</summary>
    Parentheses,

    /// <summary>The body or an argument of a macro: patterns and code to be written elsewhere.</summary>
    Macro,

    /// <summary>Parentheses in which each line begins with a name (Go).</summary>
    Group,
}
