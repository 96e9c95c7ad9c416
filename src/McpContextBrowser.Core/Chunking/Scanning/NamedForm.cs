namespace McpContextBrowser.Core.Chunking.Scanning;

/// <summary>A definition that begins a line with its name: <c>NAME = value</c>, <c>name :: Type</c>, <c>target: source</c>.</summary>
/// <param name="Separator">The symbol behind the name.</param>
/// <param name="Kind">What it defines.</param>
internal sealed record NamedForm(char Separator, DefinitionKind Kind)
{
    /// <summary>Columns beyond which it does not count.</summary>
    public int DeepestIndent { get; init; }

    /// <summary>Words of which one must follow the separator: <c>x = function</c>.</summary>
    public string[] Then { get; init; } = [];

    /// <summary>Counts inside functions too.</summary>
    public bool InFunctions { get; init; }

    /// <summary>The name may be <c>a.b:c</c>; its last part counts.</summary>
    public bool Qualified { get; init; }

    /// <summary>Only names that begin with a capital.</summary>
    public bool Capitalised { get; init; }

    /// <summary>A parameter list may stand between name and separator: <c>f(x) = …</c>, <c>f(X) -></c>.</summary>
    public bool Parameters { get; init; }
}
