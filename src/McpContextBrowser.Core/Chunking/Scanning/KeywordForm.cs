namespace McpContextBrowser.Core.Chunking.Scanning;

/// <summary>A definition that a keyword announces: <c>class Name</c>, <c>func (r T) Name</c>.</summary>
/// <param name="Keyword">The word.</param>
/// <param name="Kind">What it defines.</param>
internal sealed record KeywordForm(string Keyword, DefinitionKind Kind)
{
    /// <summary>Where the name stands.</summary>
    public NameRule Name { get; init; }

    /// <summary>What must follow for a definition rather than a declaration.</summary>
    public BodyRule Body { get; init; }

    /// <summary>Where the keyword counts.</summary>
    public Position Where { get; init; }

    /// <summary>The word may be a name as well; then it counts only before a name and one of <see cref="Follow"/>.</summary>
    public bool Soft { get; init; }

    /// <summary>Symbols that may follow the name, see <see cref="Token.Symbol"/>; empty: any.</summary>
    public string Follow { get; init; } = "";

    /// <summary>Columns beyond which it does not count; with a limit it does not count inside functions either.</summary>
    public int DeepestIndent { get; init; } = int.MaxValue;

    /// <summary>Words and marks that may stand between keyword and name.</summary>
    public string[] Skip { get; init; } = [];

    /// <summary>Kinds by the word behind <c>=</c>: <c>const X = struct</c>.</summary>
    public (string Word, DefinitionKind Kind)[] Assigned { get; init; } = [];

    /// <summary>Kinds by the word behind the name: <c>type X struct</c>.</summary>
    public (string Word, DefinitionKind Kind)[] NextWord { get; init; } = [];

    /// <summary>What its braces hold; null: what its kind suggests.</summary>
    public ScopeKind? Scope { get; init; }
}
