namespace McpContextBrowser.Core.Chunking.Scanning;

/// <summary>What a word means to a language.</summary>
[Flags]
internal enum WordRoles : byte
{
    None = 0,

    /// <summary>Never a name; an operand or a statement follows.</summary>
    Control = 1,

    /// <summary>May stand before a definition.</summary>
    Modifier = 2,

    /// <summary>Announces a definition.</summary>
    Form = 4,

    /// <summary>Announces a definition in its place, and is a name elsewhere.</summary>
    SoftForm = 8,

    /// <summary>Its parenthesised argument is no parameter list.</summary>
    Attribute = 16,

    /// <summary>At the beginning of a line it goes on with the statement above.</summary>
    Continuation = 32,

    /// <summary>In the head of a member: neither function nor property.</summary>
    NoMember = 64,

    /// <summary>Braces right behind it are its own, not the body of the function in whose head it stands: <c>struct{…}</c>.</summary>
    Braced = 128,
}
