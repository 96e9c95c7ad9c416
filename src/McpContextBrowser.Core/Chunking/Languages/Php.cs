using McpContextBrowser.Core.Chunking.Scanning;
using static McpContextBrowser.Core.Chunking.DefinitionKind;

namespace McpContextBrowser.Core.Chunking.Languages;

internal static class Php
{
    public static LanguageSyntax Syntax { get; } = new()
    {
        Ids = ["php"],
        Traits = Traits.PhpTags | Traits.PhpHeredocs | Traits.IgnoreCase,
        Comments = [new("//"), new("#") { NotBefore = "[" }, new("/*", "*/")],
        NameStarts = "$",
        Strings =
        [
            new("\"", null, '\\', multiline: true, "{$", "${"),
            new("'", multiline: true),
            new("`", multiline: true),
        ],
        Keywords =
        [
            new("function", Function) { Skip = ["&"], Follow = "(", Name = NameRule.KeywordsToo },
            new("class", Class),
            new("interface", Interface),
            new("trait", Trait),
            new("enum", DefinitionKind.Enum) { Soft = true, Where = Position.Statement, Follow = "{:w", Scope = ScopeKind.Type },
            new("namespace", Namespace) { Name = NameRule.Qualified, Where = Position.Statement },
            new("const", Constant) { Name = NameRule.LastBeforeAssign, Body = BodyRule.None, DeepestIndent = 4 },
        ],
        ControlWords =
        [
            "if", "else", "elseif", "for", "foreach", "while", "do", "switch", "case", "default", "return", "throw", "try", "catch",
            "finally", "break", "continue", "new", "instanceof", "use", "echo", "print", "yield", "match", "fn", "clone", "as",
        ],
        Modifiers = ["public", "private", "protected", "static", "abstract", "final", "readonly", "var"],
        ContinuationWords = ["extends", "implements"],
        Decorators = ["#["],
    };
}
