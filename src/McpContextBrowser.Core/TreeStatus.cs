using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Indexing;

namespace McpContextBrowser.Core;

/// <summary>What the index holds about one folder.</summary>
public sealed record TreeStatus
{
    /// <summary>Real path of the folder.</summary>
    public required string Root { get; init; }

    /// <summary><c>ready</c>, <c>indexing</c>, or <c>incomplete</c> when no run has come to its end. What is counted here is what a search sees.</summary>
    public required string State { get; init; }

    public required int Files { get; init; }

    public required int Chunks { get; init; }

    public required IReadOnlyDictionary<SkipReason, int> Skipped { get; init; }

    /// <summary>Each skipped path with its rule; null unless asked for.</summary>
    public IReadOnlyList<SkippedPath>? SkippedPaths { get; init; }

    /// <summary>Sequence number of the last commit.</summary>
    public required long Sequence { get; init; }

    /// <summary>When the last commit to this tree was made.</summary>
    public required DateTimeOffset? IndexedAt { get; init; }

    /// <summary>Model of the vectors that answer; empty without.</summary>
    public required string Model { get; init; }

    /// <summary>The configured model while its vectors are still being made; null when they serve already, or when it is not known before it is asked.</summary>
    public string? NextModel { get; init; }

    /// <summary>Chunks that the configured model still has to embed.</summary>
    public int ChunksToEmbed { get; init; }

    /// <summary>Time since then.</summary>
    public required TimeSpan? Age { get; init; }

    /// <summary>What stopped the last indexing run; null when it came to its end.</summary>
    public required string? LastError { get; init; }

    /// <summary>The collection on disk; trees of one repository share it.</summary>
    public required SizeOnDisk SizeOnDisk { get; init; }

    public long BytesOnDisk => SizeOnDisk.Total;

    /// <summary>Progress of a running indexing job in this process; null when none runs.</summary>
    public IndexProgress? Progress { get; init; }
}
