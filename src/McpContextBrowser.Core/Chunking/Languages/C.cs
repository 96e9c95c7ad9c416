using McpContextBrowser.Core.Chunking.Scanning;
using static McpContextBrowser.Core.Chunking.DefinitionKind;

namespace McpContextBrowser.Core.Chunking.Languages;

internal static class C
{
    public static readonly string[] Control =
    [
        "if", "else", "for", "while", "do", "switch", "case", "default", "return", "break", "continue", "goto", "sizeof", "typedef",
        "defined", "_Generic", "_Static_assert", "static_assert",
    ];

    public static readonly string[] Attributes =
    [
        "__attribute__", "__attribute", "__declspec", "_Alignas", "alignas", "__asm__", "__asm", "asm", "_Noreturn", "__extension__",
        "__typeof__", "typeof", "decltype", "noexcept", "throw", "requires", "explicit",
    ];

    public static LanguageSyntax Syntax { get; } = new()
    {
        Ids = ["c"],
        Traits = Traits.Directives | Traits.Preprocessor | Traits.Typedefs | Traits.OldStyleHeads,
        Comments = [new("//"), new("/*", "*/")],
        NameStarts = "$",
        Strings = [new("\""), new("'")],
        Headed = HeadedFunctions.C,
        Keywords =
        [
            new("struct", Struct) { Name = NameRule.LastBeforeBody },
            new("union", Union) { Name = NameRule.LastBeforeBody },
            new("enum", DefinitionKind.Enum) { Name = NameRule.LastBeforeBody, Scope = ScopeKind.Constants },
        ],
        ControlWords = Control,
        Modifiers = ["extern", "static", "inline", "const", "volatile", "register", "restrict"],
        AttributeWords = Attributes,
        Alternative = CppMarks.Find,
    };
}
