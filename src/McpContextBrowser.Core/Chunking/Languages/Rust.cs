using McpContextBrowser.Core.Chunking.Scanning;
using static McpContextBrowser.Core.Chunking.DefinitionKind;

namespace McpContextBrowser.Core.Chunking.Languages;

internal static class Rust
{
    public static LanguageSyntax Syntax { get; } = new()
    {
        Ids = ["rust"],
        Traits = Traits.StrictCharacters,
        Comments = [new("//"), new("/*", "*/") { Nests = true }],
        Strings =
        [
            new("\"", multiline: true),
            new("\"", multiline: true) { Prefixes = ["b", "c"] },
            new("\"", null, StringForm.NoEscape, multiline: true) { Prefixes = ["r", "br", "cr"] },
            new("#") { Fence = Fence.Hashes, Prefixes = ["r", "br", "cr"] },
        ],
        Keywords =
        [
            new("fn", Function) { Body = BodyRule.Braces },
            new("struct", Struct) { Follow = "{(<;" },
            new("enum", DefinitionKind.Enum) { Follow = "{<" },
            new("trait", Trait),
            new("union", Union) { Soft = true, Where = Position.Statement, Follow = "{<" },
            new("type", TypeAlias) { Body = BodyRule.Assign },
            new("mod", Namespace),
            new("impl", Implementation) { Name = NameRule.AfterFor, Where = Position.Statement },
            new("macro_rules", Macro) { Skip = ["!"], Soft = true },
            new("const", Constant) { Where = Position.Statement, Body = BodyRule.None, DeepestIndent = 4, Follow = ":" },
            new("static", Variable) { Body = BodyRule.None, DeepestIndent = 4, Skip = ["mut"], Follow = ":" },
        ],
        ControlWords =
        [
            "if", "else", "for", "while", "loop", "match", "return", "break", "continue", "in", "as", "let", "mut", "ref", "move",
            "where", "use", "crate", "dyn", "await", "true", "false",
        ],
        Modifiers = ["pub", "unsafe", "async", "extern", "default"],
        Decorators = ["#["],
        MacroMark = "!",
    };
}
