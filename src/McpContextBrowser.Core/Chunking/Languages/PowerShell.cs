using McpContextBrowser.Core.Chunking.Scanning;
using static McpContextBrowser.Core.Chunking.DefinitionKind;

namespace McpContextBrowser.Core.Chunking.Languages;

internal static class PowerShell
{
    public static LanguageSyntax Syntax { get; } = new()
    {
        Ids = ["powershell"],
        Traits = Traits.IgnoreCase | Traits.DollarVariables,
        Comments = [new("<#", "#>"), new("#") { AfterBlank = true }],
        NameCharacters = "-",
        Strings =
        [
            new("@\"", "\"@", StringForm.NoEscape, multiline: true),
            new("@'", "'@", StringForm.NoEscape, multiline: true),
            new("\"", null, '`', multiline: true, "$("),
            new("'", null, StringForm.NoEscape, multiline: true) { Doubled = true },
        ],
        Headed = HeadedFunctions.Java,
        Keywords =
        [
            new("function", Function) { Name = NameRule.Qualified | NameRule.Colons | NameRule.KeywordsToo, Where = Position.Statement },
            new("filter", Function) { Where = Position.Statement, Soft = true, Follow = "{(" },
            new("workflow", Function) { Where = Position.Statement, Soft = true, Follow = "{(" },
            new("class", Class) { Where = Position.Statement, Follow = "{:" },
            new("enum", DefinitionKind.Enum) { Where = Position.Statement, Follow = "{:", Scope = ScopeKind.Constants },
        ],
        ControlWords =
        [
            "if", "else", "elseif", "for", "foreach", "while", "do", "until", "switch", "return", "throw", "try", "catch", "finally", "trap",
            "break", "continue", "param", "begin", "process", "end", "in", "exit", "using",
        ],
        Modifiers = ["static", "hidden"],
    };
}
