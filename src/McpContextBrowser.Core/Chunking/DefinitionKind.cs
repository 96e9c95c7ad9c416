namespace McpContextBrowser.Core.Chunking;

/// <summary>What a named definition is. The numbers are stored: never reuse one.</summary>
public enum DefinitionKind : byte
{
    /// <summary>No definition: text between them, or a file of plain text.</summary>
    None = 0,
    Class = 1,
    Struct = 2,
    Interface = 3,
    Enum = 4,
    Record = 5,
    Trait = 6,
    TypeAlias = 7,
    Union = 8,
    Function = 16,
    Method = 17,
    Constructor = 18,
    Property = 19,
    Macro = 20,
    Namespace = 32,
    Module = 33,
    Implementation = 34,
    Constant = 35,
    Variable = 36,

    /// <summary>A <c>#define</c> of the C preprocessor, with or without parameters.</summary>
    Define = 37,
    Section = 48,
}
