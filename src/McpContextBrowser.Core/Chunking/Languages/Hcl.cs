using McpContextBrowser.Core.Chunking.Scanning;
using static McpContextBrowser.Core.Chunking.DefinitionKind;

namespace McpContextBrowser.Core.Chunking.Languages;

/// <summary>Terraform, Packer, Nomad: a block is named by the last of its labels.</summary>
internal static class Hcl
{
    public static LanguageSyntax Syntax { get; } = new()
    {
        Ids = ["hcl"],
        Traits = Traits.ShellHeredocs,
        Comments = [new("#"), new("//"), new("/*", "*/")],
        NameCharacters = "-",
        Strings = [new("\"", null, '\\', multiline: false, "${")],
        Keywords =
        [
            Block("resource", Struct), Block("data", Struct), Block("module", Struct), Block("provider", Struct), Block("source", Struct),
            Block("job", Struct), Block("group", Struct), Block("task", Struct), Block("variable", Variable), Block("output", Variable),
        ],
        Named = [new('=', Variable)],
    };

    private static KeywordForm Block(string word, DefinitionKind kind) =>
        new(word, kind) { Name = NameRule.Literal, Where = Position.Statement, Soft = true, Follow = "{" };
}
