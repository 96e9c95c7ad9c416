using McpContextBrowser.Core.Files;

namespace McpContextBrowser.Core.Indexing;

/// <summary>What an indexing run found and did.</summary>
public sealed record IndexReport
{
    /// <summary>Real path of the indexed folder.</summary>
    public required string Root { get; init; }

    /// <summary>Sequence number of the store after the run; unchanged when nothing had to be written.</summary>
    public required long Sequence { get; init; }

    /// <summary>Files of the tree that have a content.</summary>
    public required int Files { get; init; }

    /// <summary>Chunks of these files.</summary>
    public required int Chunks { get; init; }

    public required int Added { get; init; }

    public required int Changed { get; init; }

    public required int Removed { get; init; }

    /// <summary>Contents that were new to the collection and were derived in this run.</summary>
    public required int Derived { get; init; }

    /// <summary>Chunks embedded in this run; a moved or copied file embeds nothing.</summary>
    public required int Embedded { get; init; }

    /// <summary>Paths without a content, by reason.</summary>
    public required IReadOnlyDictionary<SkipReason, int> Skipped { get; init; }

    public required TimeSpan Elapsed { get; init; }

    /// <summary>Sentences a person should read: a rebuilt snapshot, a reached quota.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
