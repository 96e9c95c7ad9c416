namespace McpContextBrowser.Core.Chunking;

/// <summary>How ranking sees the kinds of definitions.</summary>
public static class DefinitionKinds
{
    /// <returns>The class of <paramref name="kind"/>; <see cref="DefinitionClass.Other"/> for a number this version does not know.</returns>
    public static DefinitionClass ClassOf(DefinitionKind kind) => kind switch
    {
        // A module (Ruby, Elixir, Haskell) is that language's type; Rust's and TypeScript's modules are namespaces.
        (>= DefinitionKind.Class and <= DefinitionKind.Union) or DefinitionKind.Module => DefinitionClass.Type,

        // A property is weighed like the variable it stands for.
        DefinitionKind.Property => DefinitionClass.Other,
        >= DefinitionKind.Function and <= DefinitionKind.Macro => DefinitionClass.Function,
        _ => DefinitionClass.Other,
    };
}
