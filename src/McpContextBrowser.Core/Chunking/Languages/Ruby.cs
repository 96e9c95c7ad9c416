using McpContextBrowser.Core.Chunking.Scanning;
using static McpContextBrowser.Core.Chunking.DefinitionKind;

namespace McpContextBrowser.Core.Chunking.Languages;

internal static class Ruby
{
    public static LanguageSyntax Syntax { get; } = new()
    {
        Ids = ["ruby"],
        Layout = Layout.Indentation,
        Traits = Traits.RegexAfterBlank | Traits.PercentLiterals | Traits.RubyHeredocs | Traits.EndMark | Traits.DollarVariables,
        Comments = [new("#"), new("=begin", "=end") { AtLineStart = true }],
        NameStarts = "@$",
        NameSuffixes = "?!",
        Strings =
        [
            new("\"", null, '\\', multiline: true, "#{"),
            new("'", multiline: true),
            new("`", null, '\\', multiline: true, "#{"),
        ],
        Keywords =
        [
            new("def", Function) { Name = NameRule.Qualified | NameRule.Operators | NameRule.KeywordsToo | NameRule.Setter },
            new("class", Class) { Name = NameRule.Qualified },
            new("module", Module) { Name = NameRule.Qualified },
        ],
        Named = [new('=', Constant) { DeepestIndent = 4, Capitalised = true }],
        ControlWords =
        [
            "if", "elsif", "else", "unless", "while", "until", "for", "in", "do", "case", "when", "then", "begin", "rescue", "ensure",
            "return", "yield", "and", "or", "not", "raise", "puts", "break", "next", "redo", "retry", "end",
        ],
        Modifiers = ["private", "public", "protected", "private_class_method", "module_function"],
    };
}
