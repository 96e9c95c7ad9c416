using McpContextBrowser.Core.Chunking.Scanning;
using static McpContextBrowser.Core.Chunking.DefinitionKind;

namespace McpContextBrowser.Core.Chunking.Languages;

internal static class CSharp
{
    public static LanguageSyntax Syntax { get; } = new()
    {
        Ids = ["csharp"],
        Traits = Traits.Directives | Traits.StrictCharacters,
        Comments = [new("//"), new("/*", "*/")],
        NameStarts = "",
        Strings =
        [
            new("\"\"\"") { Fence = Fence.Quotes },
            new("@\"", "\"", StringForm.NoEscape, multiline: true) { Doubled = true },
            new("$@\"", "\"", StringForm.NoEscape, multiline: true, "{") { Doubled = true },
            new("@$\"", "\"", StringForm.NoEscape, multiline: true, "{") { Doubled = true },
            new("$\"", "\"", '\\', multiline: false, "{"),
            new("\""),
        ],
        Headed = HeadedFunctions.CSharp,
        Keywords =
        [
            new("namespace", Namespace) { Name = NameRule.Qualified },
            new("class", Class),
            new("struct", Struct),
            new("interface", Interface),
            new("enum", DefinitionKind.Enum) { Scope = ScopeKind.Constants },
            new("record", Record) { Soft = true, Where = Position.Statement, Skip = ["class", "struct"], Follow = "({:<;" },
            new("delegate", TypeAlias) { Name = NameRule.LastBeforeParameters, Body = BodyRule.None },
            new("const", Constant) { Name = NameRule.LastBeforeAssign, Body = BodyRule.None, DeepestIndent = 12 },
        ],
        ControlWords =
        [
            "if", "else", "for", "foreach", "while", "do", "switch", "case", "default", "return", "throw", "try", "catch", "finally",
            "lock", "using", "fixed", "checked", "unchecked", "goto", "break", "continue", "yield", "new", "typeof", "sizeof", "nameof",
            "is", "as", "in", "await", "base", "this", "null", "true", "false", "stackalloc",
        ],
        Modifiers =
        [
            "public", "private", "protected", "internal", "static", "abstract", "sealed", "partial", "readonly", "override", "virtual",
            "async", "extern", "unsafe", "volatile", "required", "file", "ref", "new", "const",
        ],
        ContinuationWords = ["where"],
        NoMemberWords = ["event", "operator", "implicit", "explicit"],
        Decorators = ["["],
    };
}
