using McpContextBrowser.Core.Chunking.Scanning;
using static McpContextBrowser.Core.Chunking.DefinitionKind;

namespace McpContextBrowser.Core.Chunking.Languages;

internal static class Scala
{
    public static LanguageSyntax Syntax { get; } = new()
    {
        Ids = ["scala"],
        Layout = Layout.Indentation,
        Traits = Traits.StrictCharacters,
        Comments = [new("//"), new("/*", "*/") { Nests = true }],
        NameStarts = "$",
        Strings =
        [
            new("\"\"\"", null, StringForm.NoEscape, multiline: true),
            new("\"\"\"", null, StringForm.NoEscape, multiline: true, "${") { Prefixes = Interpolators },
            new("\""),
            new("\"", null, '\\', multiline: false, "${") { Prefixes = Interpolators },
            new("`", null, StringForm.NoEscape),
        ],
        Keywords =
        [
            new("class", Class),
            new("trait", Trait),
            new("object", Class),
            new("enum", DefinitionKind.Enum) { Soft = true, Where = Position.Statement },
            new("def", Function) { Name = NameRule.Operators, Body = BodyRule.BracesOrAssign },
            new("type", TypeAlias) { Body = BodyRule.None },
            new("given", Constant) { Soft = true, Where = Position.Statement, Follow = ":[(", Body = BodyRule.None },
            new("val", Constant) { Body = BodyRule.None, DeepestIndent = 4 },
            new("var", Variable) { Body = BodyRule.None, DeepestIndent = 4 },
        ],
        ControlWords =
        [
            "if", "else", "for", "while", "do", "match", "case", "return", "throw", "try", "catch", "finally", "yield", "new", "import",
            "package", "null", "true", "false", "then", "extends", "with",
        ],
        Modifiers =
        [
            "private", "protected", "abstract", "final", "sealed", "implicit", "lazy", "override", "inline", "opaque", "open",
            "transparent", "infix", "case",
        ],
        Decorators = ["@"],
    };

    private static string[] Interpolators => ["s", "f", "raw", "q", "sql", "uri", "json"];
}
