namespace McpContextBrowser.Core.Chunking;

/// <summary>The three weights of a defined name in ranking; the weights themselves live with the ranking.</summary>
public enum DefinitionClass : byte
{
    /// <summary>Namespaces, implementations, properties, constants, sections; and no definition at all.</summary>
    Other = 0,

    /// <summary>Functions, methods, constructors, macros.</summary>
    Function = 1,

    /// <summary>Classes and everything else that names a type.</summary>
    Type = 2,
}
