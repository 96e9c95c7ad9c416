using McpContextBrowser.Core.Chunking.Scanning;
using static McpContextBrowser.Core.Chunking.DefinitionKind;

namespace McpContextBrowser.Core.Chunking.Languages;

internal static class Lua
{
    private const int AnyIndent = 40;

    public static LanguageSyntax Syntax { get; } = new()
    {
        Ids = ["lua"],
        Layout = Layout.Indentation,
        Comments = [new("--") { LongBrackets = true }],
        Strings = [new("\""), new("'"), new("[") { Fence = Fence.LongBrackets }],
        Keywords =
        [
            new("function", Function) { Name = NameRule.Qualified | NameRule.Colons, Follow = "(" },
        ],
        Named =
        [
            new('=', Function) { DeepestIndent = AnyIndent, Then = ["function"], InFunctions = true, Qualified = true },
            new('=', Variable) { Qualified = true },
        ],
        Modifiers = ["local"],
        ControlWords =
        [
            "if", "then", "else", "elseif", "end", "for", "while", "repeat", "until", "do", "return", "break", "goto", "and", "or", "not",
            "in", "nil", "true", "false",
        ],
    };
}
