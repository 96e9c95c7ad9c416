using McpContextBrowser.Core.Chunking.Scanning;
using static McpContextBrowser.Core.Chunking.DefinitionKind;

namespace McpContextBrowser.Core.Chunking.Languages;

internal static class TypeScript
{
    public static LanguageSyntax Syntax { get; } = new()
    {
        Ids = ["typescript", "tsx"],
        Traits = Traits.Regex | Traits.NewlineEnds,
        Comments = [new("//"), new("/*", "*/")],
        NameStarts = "$#",
        Strings = JavaScript.Quotes,
        Headed = HeadedFunctions.Script,
        Keywords =
        [
            new("function", Function) { Where = Position.Statement, Name = NameRule.KeywordsToo, Skip = ["*"], Follow = "(<", Body = BodyRule.Braces },
            new("class", Class) { Where = Position.Statement },
            new("interface", Interface) { Where = Position.Statement, Soft = true, Follow = "{<w", Scope = ScopeKind.Type },
            new("enum", DefinitionKind.Enum) { Where = Position.Statement, Soft = true, Follow = "{", Scope = ScopeKind.Constants },
            new("type", TypeAlias) { Where = Position.Statement, Soft = true, Follow = "=<", Body = BodyRule.None },
            new("namespace", Namespace) { Where = Position.Statement, Soft = true, Name = NameRule.Qualified, Follow = "{" },
            new("module", Namespace) { Where = Position.Statement, Soft = true, Name = NameRule.Qualified | NameRule.Literal, Follow = "{" },
            new("const", Constant) { Where = Position.Statement, Body = BodyRule.None, DeepestIndent = 4 },
            new("let", Variable) { Where = Position.Statement, Body = BodyRule.None, DeepestIndent = 4 },
            new("var", Variable) { Where = Position.Statement, Body = BodyRule.None, DeepestIndent = 4 },
        ],
        Named = [new('=', Property) { DeepestIndent = 4, Qualified = true, Then = ["function", "async", "class"] }],
        ControlWords = [.. JavaScript.Control, "keyof", "is", "as", "satisfies", "infer"],
        Modifiers =
        [
            "export", "default", "async", "static", "get", "set", "declare", "const", "abstract", "public", "private", "protected", "readonly",
            "override", "accessor",
        ],
        BracedWords = ["extends", "implements", "keyof", "is", "as", "satisfies", "infer", "in", "asserts"],
        ContinuationWords = ["extends", "implements", "instanceof", "in", "as", "satisfies", "is"],
        Decorators = ["@"],
    };
}
