namespace McpContextBrowser.Core.Chunking.Scanning;

/// <summary>Which functions without keyword a language has.</summary>
internal enum HeadedFunctions : byte
{
    None,

    /// <summary><c>type name(…) {</c> in files and types; a body is demanded (C, C++, Objective-C).</summary>
    C,

    /// <summary><c>type name(…) {</c> or <c>;</c> in types (Java).</summary>
    Java,

    /// <summary>As Java, also <c>=></c> for a body, and properties (C#).</summary>
    CSharp,

    /// <summary>As Java, in files too, and <c>=></c> (Dart, Groovy).</summary>
    Dart,

    /// <summary><c>name(…) {</c> in types and object literals (JavaScript, TypeScript).</summary>
    Script,
}
