using McpContextBrowser.Core.Search;

namespace McpContextBrowser.Core;

/// <summary>A question to one or several indexed folders.</summary>
public sealed record SearchRequest
{
    /// <summary>Words, an identifier, or pasted text.</summary>
    public required string Query { get; init; }

    /// <summary>Folders to search; each is indexed when it is not yet, and brought up to date before the answer.</summary>
    public required IReadOnlyList<string> Roots { get; init; }

    /// <summary>Most hits, 1 to 1,000.</summary>
    public int Limit { get; init; } = 10;

    /// <summary>How the query is read: by its words and meaning, as exact text, or as a regular expression.</summary>
    public SearchMode Mode { get; init; }

    public SearchScope Scope { get; init; } = new();

    /// <summary>Adds the reasons of each hit.</summary>
    public bool Explain { get; init; }

    /// <summary>
    /// How long the answer may wait for indexing before it is made from what is there; null waits to the end.
    /// Indexing goes on in the background.
    /// </summary>
    public TimeSpan? IndexingPatience { get; init; }

    /// <summary>Counts the answer as its reader pays for it; needed for a call with a <see cref="Contracts.CallContext.TokenLimit"/>, else unused.</summary>
    public AnswerCost? Cost { get; init; }

    /// <summary>Continues an earlier answer that had a token limit, without repeating anything; the question must be the same.</summary>
    public string? Cursor { get; init; }

    /// <summary>Any name the caller chose: what was shown under it before is left out. Only with a token limit.</summary>
    public string? Session { get; init; }
}
