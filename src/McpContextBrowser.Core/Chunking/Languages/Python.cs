using McpContextBrowser.Core.Chunking.Scanning;
using static McpContextBrowser.Core.Chunking.DefinitionKind;

namespace McpContextBrowser.Core.Chunking.Languages;

internal static class Python
{
    private static readonly string[] Raw = ["r", "br", "rb", "fr", "rf", "tr", "rt"];

    public static LanguageSyntax Syntax { get; } = new()
    {
        Ids = ["python"],
        Layout = Layout.Indentation,
        Traits = Traits.Docstrings,
        Comments = [new("#")],
        Strings =
        [
            new("\"\"\"", multiline: true),
            new("'''", multiline: true),
            new("\"\"\"", multiline: true) { Prefixes = ["b", "f", "u", "t", .. Raw] },
            new("'''", multiline: true) { Prefixes = ["b", "f", "u", "t", .. Raw] },
            new("\""),
            new("'"),
            new("\"") { Prefixes = ["b", "f", "u", "t", .. Raw] },
            new("'") { Prefixes = ["b", "f", "u", "t", .. Raw] },
        ],
        Keywords =
        [
            new("def", Function),
            new("class", Class),
        ],
        Named =
        [
            new('=', Constant),
            new(':', Variable) { Then = [] },
        ],
        ControlWords =
        [
            "if", "elif", "else", "for", "while", "try", "except", "finally", "with", "return", "yield", "raise", "import", "from",
            "pass", "break", "continue", "lambda", "global", "nonlocal", "assert", "del", "not", "and", "or", "in", "is", "await",
        ],
        Modifiers = ["async"],
        Decorators = ["@"],
    };
}
