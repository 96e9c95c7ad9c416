using McpContextBrowser.Core.Chunking.Scanning;
using static McpContextBrowser.Core.Chunking.DefinitionKind;

namespace McpContextBrowser.Core.Chunking.Languages;

/// <summary>What <c>create</c> makes, in the dialects of PostgreSQL, MySQL, SQLite and SQL Server.</summary>
internal static class Sql
{
    private static readonly string[] Conditions = ["if", "not", "exists", "concurrently"];

    public static LanguageSyntax Syntax { get; } = new()
    {
        Ids = ["sql"],
        Traits = Traits.IgnoreCase | Traits.DollarQuotes,
        Comments = [new("--"), new("/*", "*/") { Nests = true }],
        Strings =
        [
            new("'", null, StringForm.NoEscape, multiline: true) { Doubled = true },
            new("\"", null, StringForm.NoEscape),
            new("`", null, StringForm.NoEscape),
        ],
        Keywords =
        [
            Made("table", Struct), Made("view", Struct), Made("type", Class), Made("domain", TypeAlias), Made("schema", Namespace),
            Made("function", Function), Made("procedure", Function), Made("trigger", Function), Made("index", Constant),
            Made("sequence", Variable), Made("aggregate", Function),
        ],
        ControlWords = ["select", "from", "where", "insert", "update", "delete", "drop", "alter", "begin", "end", "declare", "as", "on"],
        Modifiers =
        [
            "create", "or", "replace", "temp", "temporary", "global", "local", "unlogged", "materialized", "recursive", "unique", "virtual",
            "constraint", "definer", "external", "foreign",
        ],
    };

    private static KeywordForm Made(string word, DefinitionKind kind) => new(word, kind)
    {
        Name = NameRule.Qualified | NameRule.Literal,
        Skip = Conditions,
        Body = BodyRule.None,
        Where = Position.Statement,
        Soft = true,
    };
}
