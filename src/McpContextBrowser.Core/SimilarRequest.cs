namespace McpContextBrowser.Core;

/// <summary>Asks for code like a given piece.</summary>
public sealed record SimilarRequest
{
    /// <summary>Folder to search.</summary>
    public required string Root { get; init; }

    /// <summary>File below the root whose code is the example; null when <see cref="Snippet"/> is given.</summary>
    public string? Path { get; init; }

    /// <summary>1-based line in that file; the chunk around it is the example.</summary>
    public int Line { get; init; } = 1;

    /// <summary>Code as text; null when <see cref="Path"/> is given.</summary>
    public string? Snippet { get; init; }

    /// <summary>Most hits, 1 to 1,000; the example itself is never among them.</summary>
    public int Limit { get; init; } = 10;

    public SearchScope Scope { get; init; } = new();

    /// <inheritdoc cref="SearchRequest.IndexingPatience"/>
    public TimeSpan? IndexingPatience { get; init; }

    /// <summary>Counts the answer as its reader pays for it; needed for a call with a <see cref="Contracts.CallContext.TokenLimit"/>, else unused.</summary>
    public AnswerCost? Cost { get; init; }

    /// <summary>Continues an earlier answer that had a token limit, without repeating anything; the question must be the same.</summary>
    public string? Cursor { get; init; }

    /// <summary>Any name the caller chose: what was shown under it before is left out. Only with a token limit.</summary>
    public string? Session { get; init; }
}
