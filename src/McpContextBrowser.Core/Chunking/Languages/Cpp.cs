using McpContextBrowser.Core.Chunking.Scanning;
using static McpContextBrowser.Core.Chunking.DefinitionKind;

namespace McpContextBrowser.Core.Chunking.Languages;

internal static class Cpp
{
    public static LanguageSyntax Syntax { get; } = new()
    {
        Ids = ["cpp"],
        Traits = Traits.Directives | Traits.Preprocessor | Traits.Typedefs,
        Comments = [new("//"), new("/*", "*/")],
        NameStarts = "$",
        Strings =
        [
            new("\"") { Fence = Fence.Parentheses, Prefixes = ["R", "LR", "uR", "UR", "u8R"] },
            new("\""),
            new("'"),
        ],
        Headed = HeadedFunctions.C,
        Keywords =
        [
            new("class", Class) { Name = NameRule.LastBeforeBody },
            new("struct", Struct) { Name = NameRule.LastBeforeBody },
            new("union", Union) { Name = NameRule.LastBeforeBody },
            new("enum", DefinitionKind.Enum) { Name = NameRule.LastBeforeBody, Scope = ScopeKind.Constants },
            new("namespace", Namespace) { Name = NameRule.LastBeforeBody },
            new("using", TypeAlias) { Body = BodyRule.None, Follow = "=" },
            new("concept", TypeAlias) { Body = BodyRule.None, Follow = "=" },
        ],
        ControlWords = [.. C.Control, "new", "delete", "catch", "try", "co_return", "co_await", "co_yield", "this", "nullptr", "true", "false"],
        Modifiers =
        [
            "extern", "static", "inline", "const", "volatile", "register", "constexpr", "consteval", "constinit", "virtual", "friend",
            "mutable", "public", "private", "protected", "final", "override", "signals", "slots", "thread_local",
        ],
        AttributeWords = C.Attributes,
    };
}
