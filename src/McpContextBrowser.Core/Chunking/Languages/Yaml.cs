using McpContextBrowser.Core.Chunking.Scanning;
using static McpContextBrowser.Core.Chunking.DefinitionKind;

namespace McpContextBrowser.Core.Chunking.Languages;

/// <summary>Keys of the outer two levels are sections.</summary>
internal static class Yaml
{
    public static LanguageSyntax Syntax { get; } = new()
    {
        Ids = ["yaml"],
        Layout = Layout.Indentation,
        Comments = [new("#") { AfterBlank = true }],
        NameCharacters = "-./",
        Strings = [new("\""), new("'", null, StringForm.NoEscape) { Doubled = true }],
        Named = [new(':', Section) { DeepestIndent = 2 }],
    };
}
