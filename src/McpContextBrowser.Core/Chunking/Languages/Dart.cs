using McpContextBrowser.Core.Chunking.Scanning;
using static McpContextBrowser.Core.Chunking.DefinitionKind;

namespace McpContextBrowser.Core.Chunking.Languages;

internal static class Dart
{
    private static readonly string[] Raw = ["r"];

    public static LanguageSyntax Syntax { get; } = new()
    {
        Ids = ["dart"],
        Comments = [new("//"), new("/*", "*/") { Nests = true }],
        NameStarts = "$",
        Strings =
        [
            new("\"\"\"", null, '\\', multiline: true, "${"),
            new("'''", null, '\\', multiline: true, "${"),
            new("\"\"\"", null, StringForm.NoEscape, multiline: true) { Prefixes = Raw },
            new("'''", null, StringForm.NoEscape, multiline: true) { Prefixes = Raw },
            new("\"", null, StringForm.NoEscape) { Prefixes = Raw },
            new("'", null, StringForm.NoEscape) { Prefixes = Raw },
            new("\"", null, '\\', multiline: false, "${"),
            new("'", null, '\\', multiline: false, "${"),
        ],
        Headed = HeadedFunctions.Dart,
        Keywords =
        [
            new("class", Class),
            new("mixin", Trait) { Where = Position.Statement, Soft = true, Follow = "{w<" },
            new("extension", Implementation) { Where = Position.Statement, Soft = true, Skip = ["type"], Follow = "{w<(" },
            new("enum", DefinitionKind.Enum) { Scope = ScopeKind.ConstantsThenMembers },
            new("typedef", TypeAlias) { Follow = "=<", Body = BodyRule.None },
            new("get", Property) { Soft = true, Follow = "{⇒;", Where = Position.Anywhere },
            new("const", Constant) { Name = NameRule.LastBeforeAssign, Where = Position.Statement, Body = BodyRule.None, DeepestIndent = 4 },
            new("final", Constant) { Name = NameRule.LastBeforeAssign, Where = Position.Statement, Body = BodyRule.None, DeepestIndent = 4 },
        ],
        ControlWords =
        [
            "if", "else", "for", "while", "do", "switch", "case", "default", "return", "throw", "rethrow", "try", "catch", "finally", "on",
            "break", "continue", "assert", "await", "yield", "in", "is", "as", "new", "this", "super", "null", "true", "false", "import",
            "export", "library", "part",
        ],
        Modifiers = ["abstract", "static", "external", "late", "covariant", "factory", "async", "sealed", "base", "interface", "required", "final", "const"],
        NoMemberWords = ["operator"],
        Decorators = ["@"],
    };
}
