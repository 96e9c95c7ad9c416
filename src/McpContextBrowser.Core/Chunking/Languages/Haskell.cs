using McpContextBrowser.Core.Chunking.Scanning;
using static McpContextBrowser.Core.Chunking.DefinitionKind;

namespace McpContextBrowser.Core.Chunking.Languages;

internal static class Haskell
{
    public static LanguageSyntax Syntax { get; } = new()
    {
        Ids = ["haskell"],
        Layout = Layout.Indentation,
        Traits = Traits.StrictCharacters,
        Comments = [new("--") { NotBefore = ">|<+*=:!?" }, new("{-", "-}") { Nests = true }],
        NameCharacters = "'",
        Strings = [new("\"")],
        Keywords =
        [
            new("module", Module) { Name = NameRule.Qualified },
            new("data", Struct) { Name = NameRule.AfterConstraint, Skip = ["family", "instance"] },
            new("newtype", Struct) { Name = NameRule.AfterConstraint, Skip = ["instance"] },
            new("type", TypeAlias) { Skip = ["family", "instance"] },
            new("class", Trait) { Name = NameRule.AfterConstraint },
            new("instance", Implementation) { Name = NameRule.AfterConstraint | NameRule.Qualified },
        ],
        Named = [new(Symbols.Scope, Function) { DeepestIndent = 4 }],
        ControlWords = ["if", "then", "else", "case", "of", "let", "in", "where", "do", "import", "deriving", "infix", "infixl", "infixr", "forall"],
    };
}
