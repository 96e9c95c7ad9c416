namespace McpContextBrowser.Core.Search;

/// <summary>A question as the signals read it.</summary>
public sealed record AnalyzedQuery
{
    public required string Text { get; init; }

    public required QueryClass Class { get; init; }

    /// <summary>Distinct terms in the order of first occurrence.</summary>
    public required IReadOnlyList<QueryTerm> Terms { get; init; }

    /// <summary>Names whose definitions are wanted; distinct, case ignored.</summary>
    public required IReadOnlyList<NamedIdentifier> Names { get; init; }

    /// <summary>Classes of paths that the question asks for by name, so that they lose nothing.</summary>
    public required PathClasses Asked { get; init; }

    public bool IsLong => Class == QueryClass.LongText;
}
