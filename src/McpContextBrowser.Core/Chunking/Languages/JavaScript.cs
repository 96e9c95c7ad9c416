using McpContextBrowser.Core.Chunking.Scanning;
using static McpContextBrowser.Core.Chunking.DefinitionKind;

namespace McpContextBrowser.Core.Chunking.Languages;

internal static class JavaScript
{
    public static readonly string[] Control =
    [
        "if", "else", "for", "while", "do", "switch", "case", "return", "throw", "try", "catch", "finally", "break", "continue",
        "new", "typeof", "void", "delete", "in", "of", "instanceof", "yield", "await", "with", "extends", "this", "super", "null", "true", "false",
    ];

    public static LanguageSyntax Syntax { get; } = new()
    {
        Ids = ["javascript"],
        Traits = Traits.Regex | Traits.NewlineEnds,
        Comments = [new("//"), new("/*", "*/")],
        NameStarts = "$#",
        Strings = Quotes,
        Headed = HeadedFunctions.Script,
        Keywords =
        [
            new("function", Function) { Where = Position.Statement, Name = NameRule.KeywordsToo, Skip = ["*"], Follow = "(<" },
            new("class", Class) { Where = Position.Statement },
            new("const", Constant) { Where = Position.Statement, Body = BodyRule.None, DeepestIndent = 4 },
            new("let", Variable) { Where = Position.Statement, Body = BodyRule.None, DeepestIndent = 4 },
            new("var", Variable) { Where = Position.Statement, Body = BodyRule.None, DeepestIndent = 4 },
        ],
        Named = [new('=', Property) { DeepestIndent = 4, Qualified = true, Then = ["function", "async", "class"] }],
        ControlWords = Control,
        Modifiers = ["export", "default", "async", "static", "get", "set"],
        BracedWords = ["extends"],
        ContinuationWords = ["extends", "instanceof", "in"],
        Decorators = ["@"],
    };

    public static StringForm[] Quotes =>
    [
        new("\""),
        new("'"),
        new("`", null, '\\', multiline: true, "${"),
    ];
}
