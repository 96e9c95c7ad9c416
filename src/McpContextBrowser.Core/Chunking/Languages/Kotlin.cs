using McpContextBrowser.Core.Chunking.Scanning;
using static McpContextBrowser.Core.Chunking.DefinitionKind;

namespace McpContextBrowser.Core.Chunking.Languages;

internal static class Kotlin
{
    public static LanguageSyntax Syntax { get; } = new()
    {
        Ids = ["kotlin"],
        Traits = Traits.NewlineEnds | Traits.StrictCharacters,
        Comments = [new("//"), new("/*", "*/") { Nests = true }],
        Strings =
        [
            new("\"\"\"", null, StringForm.NoEscape, multiline: true, "${"),
            new("\"", null, '\\', multiline: false, "${"),
            new("`", null, StringForm.NoEscape),
        ],
        Keywords =
        [
            new("class", Class),
            new("interface", Interface),
            new("object", Class),
            new("fun", Function) { Name = NameRule.LastBeforeParameters },
            new("typealias", TypeAlias) { Body = BodyRule.None },
            new("val", Constant) { Name = NameRule.Qualified, Body = BodyRule.None, DeepestIndent = 4 },
            new("var", Variable) { Name = NameRule.Qualified, Body = BodyRule.None, DeepestIndent = 4 },
        ],
        ControlWords =
        [
            "if", "else", "for", "while", "do", "when", "return", "throw", "try", "catch", "finally", "break", "continue", "in", "is",
            "as", "this", "super", "null", "true", "false", "import", "package",
        ],
        Modifiers =
        [
            "public", "private", "protected", "internal", "abstract", "final", "open", "override", "sealed", "data", "enum", "annotation",
            "companion", "inner", "inline", "suspend", "operator", "infix", "tailrec", "external", "const", "lateinit", "expect",
            "actual", "value", "crossinline", "noinline", "reified", "vararg",
        ],
        ContinuationWords = ["where", "by"],
        Decorators = ["@"],
    };
}
