using McpContextBrowser.Core.Chunking.Scanning;
using static McpContextBrowser.Core.Chunking.DefinitionKind;

namespace McpContextBrowser.Core.Chunking.Languages;

internal static class Shell
{
    public static LanguageSyntax Syntax { get; } = new()
    {
        Ids = ["shell"],
        Layout = Layout.Indentation,
        Traits = Traits.ShellHeredocs | Traits.Escapes | Traits.ShellFunctions | Traits.DollarVariables,
        Comments = [new("#") { AfterBlank = true }],
        NameCharacters = "-.:+@%/!?~^*,#",
        Strings =
        [
            new("\"", null, '\\', multiline: true, "$(", "${"),
            new("$'", "'", multiline: true),
            new("'", null, StringForm.NoEscape, multiline: true),
            new("`", multiline: true),
            new("${", "}", '\\', multiline: true, "${", "$("),
        ],
        Keywords =
        [
            new("function", Function),
        ],
        Named = [new('=', Variable)],
        ControlWords =
        [
            "if", "then", "else", "elif", "fi", "for", "while", "until", "do", "done", "case", "esac", "in", "select", "time",
            "return", "exit",
        ],
    };
}
