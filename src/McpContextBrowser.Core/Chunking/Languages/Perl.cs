using McpContextBrowser.Core.Chunking.Scanning;
using static McpContextBrowser.Core.Chunking.DefinitionKind;

namespace McpContextBrowser.Core.Chunking.Languages;

internal static class Perl
{
    public static LanguageSyntax Syntax { get; } = new()
    {
        Ids = ["perl"],
        Traits = Traits.QuoteWords | Traits.RegexAfterBlank | Traits.RubyHeredocs | Traits.EndMark | Traits.DollarVariables,
        Comments = [new("#"), new("=", "=cut") { AtLineStart = true, NotBefore = " \t\r\n=~>" }],
        Strings = [new("\"", multiline: true), new("'", multiline: true), new("`", multiline: true)],
        Keywords =
        [
            new("package", Module) { Name = NameRule.Qualified, Where = Position.Statement },
            new("sub", Function) { Name = NameRule.Qualified | NameRule.KeywordsToo },
        ],
        ControlWords =
        [
            "if", "elsif", "else", "unless", "for", "foreach", "while", "until", "do", "return", "and", "or", "not", "x", "eq", "ne", "lt",
            "gt", "le", "ge", "cmp", "my", "our", "local", "use", "no", "require", "split", "grep", "map", "join", "push", "print", "die",
        ],
    };
}
