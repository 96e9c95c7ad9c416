using McpContextBrowser.Core.Chunking.Scanning;
using static McpContextBrowser.Core.Chunking.DefinitionKind;

namespace McpContextBrowser.Core.Chunking.Languages;

internal static class Zig
{
    private static readonly (string Word, DefinitionKind Kind)[] Types =
        [("struct", Struct), ("enum", DefinitionKind.Enum), ("union", Union), ("opaque", Struct)];

    public static LanguageSyntax Syntax { get; } = new()
    {
        Ids = ["zig"],
        Comments = [new("//"), new("\\\\")], // a line of a string over lines is read over like a comment
        Strings = [new("\""), new("'")],
        Keywords =
        [
            new("fn", Function) { Follow = "(" },
            new("test", Function) { Name = NameRule.Literal, Where = Position.Statement, Soft = true, Follow = "{" },
            new("const", Constant) { Body = BodyRule.None, DeepestIndent = 8, Assigned = Types },
            new("var", Variable) { Body = BodyRule.None, DeepestIndent = 4, Assigned = Types },
        ],
        ControlWords =
        [
            "if", "else", "for", "while", "switch", "return", "break", "continue", "defer", "errdefer", "try", "catch", "orelse", "and",
            "or", "unreachable", "usingnamespace",
        ],
        Modifiers = ["pub", "export", "extern", "inline", "noinline", "comptime", "threadlocal", "packed"],
        BracedWords = ["error"],
    };
}
