using McpContextBrowser.Core.Chunking.Scanning;
using static McpContextBrowser.Core.Chunking.DefinitionKind;

namespace McpContextBrowser.Core.Chunking.Languages;

internal static class Java
{
    public static LanguageSyntax Syntax { get; } = new()
    {
        Ids = ["java"],
        Comments = [new("//"), new("/*", "*/")],
        NameStarts = "$",
        Strings = [new("\"\"\"", multiline: true), new("\""), new("'")],
        Headed = HeadedFunctions.Java,
        Keywords =
        [
            new("class", Class),
            new("interface", Interface),
            new("enum", DefinitionKind.Enum) { Scope = ScopeKind.ConstantsThenMembers },
            new("record", Record) { Soft = true, Where = Position.Statement, Follow = "(<" },
        ],
        ControlWords =
        [
            "if", "else", "for", "while", "do", "switch", "case", "return", "throw", "try", "catch", "finally", "break", "continue",
            "new", "instanceof", "assert", "import", "package", "this", "super", "null", "true", "false", "yield",
        ],
        Modifiers =
        [
            "public", "private", "protected", "static", "final", "abstract", "native", "synchronized", "transient", "volatile",
            "strictfp", "default", "sealed", "non",
        ],
        ContinuationWords = ["throws", "extends", "implements", "permits"],
        Decorators = ["@"],
    };
}
