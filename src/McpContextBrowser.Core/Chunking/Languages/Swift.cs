using McpContextBrowser.Core.Chunking.Scanning;
using static McpContextBrowser.Core.Chunking.DefinitionKind;

namespace McpContextBrowser.Core.Chunking.Languages;

internal static class Swift
{
    public static LanguageSyntax Syntax { get; } = new()
    {
        Ids = ["swift"],
        Traits = Traits.NewlineEnds | Traits.Directives,
        Comments = [new("//"), new("/*", "*/") { Nests = true }],
        NameStarts = "$",
        Strings =
        [
            new("\"\"\"", null, '\\', multiline: true, "\\("),
            new("\"", null, '\\', multiline: false, "\\("),
            new("#\"", "\"") { Fence = Fence.Hashes },
            new("`", null, StringForm.NoEscape),
        ],
        Keywords =
        [
            new("class", Class) { Name = NameRule.Qualified },
            new("struct", Struct) { Name = NameRule.Qualified },
            new("enum", DefinitionKind.Enum) { Name = NameRule.Qualified, Scope = ScopeKind.Type },
            new("actor", Class) { Soft = true, Where = Position.Statement, Follow = "{:<" },
            new("protocol", Interface),
            new("extension", Implementation) { Name = NameRule.Qualified },
            new("func", Function) { Name = NameRule.Operators, Body = BodyRule.Braces },
            new("init", Constructor) { Name = NameRule.Itself, Where = Position.Type, Soft = true },
            new("typealias", TypeAlias) { Body = BodyRule.None },
            new("let", Constant) { Body = BodyRule.None, DeepestIndent = 4 },
            new("var", Variable) { Body = BodyRule.None, DeepestIndent = 4 },
        ],
        ControlWords =
        [
            "if", "else", "for", "while", "repeat", "switch", "case", "default", "return", "throw", "do", "catch", "guard", "defer",
            "break", "continue", "fallthrough", "in", "is", "as", "try", "await", "import", "self", "super", "nil", "true", "false",
        ],
        Modifiers =
        [
            "public", "private", "fileprivate", "internal", "open", "static", "final", "override", "mutating", "nonmutating", "required",
            "convenience", "lazy", "weak", "unowned", "indirect", "dynamic", "optional", "prefix", "postfix", "infix", "nonisolated",
            "isolated", "package", "distributed",
        ],
        ContinuationWords = ["where", "throws", "rethrows", "async"],
        Decorators = ["@"],
    };
}
