using McpContextBrowser.Core.Chunking.Scanning;
using static McpContextBrowser.Core.Chunking.DefinitionKind;

namespace McpContextBrowser.Core.Chunking.Languages;

internal static class Go
{
    public static LanguageSyntax Syntax { get; } = new()
    {
        Ids = ["go"],
        Traits = Traits.NewlineEnds | Traits.StrictCharacters,
        Comments = [new("//"), new("/*", "*/")],
        Strings = [new("\""), new("`", null, StringForm.NoEscape, multiline: true)],
        Keywords =
        [
            new("func", Function) { Name = NameRule.Receiver, Where = Position.Statement, Follow = "([" },
            new("type", Class) { Name = NameRule.Group, Where = Position.Statement, NextWord = [("struct", Struct), ("interface", Interface)] },
            new("const", Constant) { Name = NameRule.Group, Body = BodyRule.None, DeepestIndent = 4 },
            new("var", Variable) { Name = NameRule.Group, Body = BodyRule.None, DeepestIndent = 4 },
        ],
        ControlWords =
        [
            "if", "else", "for", "switch", "select", "case", "default", "return", "go", "defer", "break", "continue", "goto",
            "fallthrough", "range", "import", "package", "struct", "interface", "map", "chan",
        ],
        BracedWords = ["struct", "interface"],
    };
}
