using McpContextBrowser.Core.Chunking.Scanning;
using static McpContextBrowser.Core.Chunking.DefinitionKind;

namespace McpContextBrowser.Core.Chunking.Languages;

internal static class Elixir
{
    public static LanguageSyntax Syntax { get; } = new()
    {
        Ids = ["elixir"],
        Layout = Layout.Indentation,
        Traits = Traits.DocAttributes,
        Comments = [new("#")],
        NameSuffixes = "?!",
        Strings =
        [
            new("\"\"\"", null, '\\', multiline: true, "#{"),
            new("'''", null, '\\', multiline: true, "#{"),

            // Those that run over lines are rare, and a quote inside a sigil must not swallow the file.
            new("\"", null, '\\', multiline: false, "#{"),
            new("'", null, '\\', multiline: false, "#{"),
        ],
        Keywords =
        [
            Defines("defmodule", Module), Defines("defprotocol", Interface), Defines("defimpl", Implementation), Defines("def", Function),
            Defines("defp", Function), Defines("defguard", Function), Defines("defguardp", Function), Defines("defdelegate", Function),
            Defines("defmacro", Macro), Defines("defmacrop", Macro),
        ],
        ControlWords =
        [
            "if", "unless", "else", "case", "cond", "with", "for", "do", "end", "fn", "when", "and", "or", "not", "in", "try", "rescue",
            "catch", "after", "receive", "raise", "import", "alias", "require", "use", "quote", "unquote", "nil", "true", "false",
        ],
        Decorators = ["@"],
    };

    private static KeywordForm Defines(string word, DefinitionKind kind) => new(word, kind) { Name = NameRule.Qualified, Where = Position.Statement };
}
