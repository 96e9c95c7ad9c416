using McpContextBrowser.Core.Chunking.Scanning;
using static McpContextBrowser.Core.Chunking.DefinitionKind;

namespace McpContextBrowser.Core.Chunking.Languages;

/// <summary>Targets are what one asks a makefile for: they count as functions.</summary>
internal static class Makefile
{
    public static LanguageSyntax Syntax { get; } = new()
    {
        Ids = ["makefile"],
        Traits = Traits.TabLinesAreOpaque | Traits.NewlineEnds,
        Comments = [new("#")],
        NameCharacters = "-./%+@",
        Keywords = [new("define", Macro) { Where = Position.Statement, Body = BodyRule.None }],
        Named = [new(':', Function), new('=', Variable), new(Symbols.Becomes, Variable)],
        ControlWords = ["ifeq", "ifneq", "ifdef", "ifndef", "else", "endif", "include", "endef", "vpath"],
        Modifiers = ["export", "override", "unexport"],
    };
}
