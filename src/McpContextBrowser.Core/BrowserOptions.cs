using McpContextBrowser.Core.Chunking;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Indexing;
using McpContextBrowser.Core.Search;
using McpContextBrowser.Core.Store;
using McpContextBrowser.Core.Vectors;

namespace McpContextBrowser.Core;

/// <summary>What the engine is given: the rooms' options put together, and the parts that differ from one installation to another.</summary>
public sealed record BrowserOptions
{
    /// <summary>Folder of everything that is kept; made on first use, owner only.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Holds the master key; it lies outside <see cref="DataFolder"/>.</summary>
    public required IKeyWrapper MasterKey { get; init; }

    /// <summary>
    /// Whether what is kept is sealed. An index that is not is another one, beside the sealed one: neither is ever taken for the other.
    /// </summary>
    public bool Sealed { get; init; } = true;

    /// <summary>How long a folder is kept that nobody indexes or searches, by its root; null, or a null result, keeps it for ever.</summary>
    public Func<string, TimeSpan?>? RetentionOf { get; init; }

    /// <summary>When keys are changed without being asked.</summary>
    public RotationPolicy Rotation { get; init; } = new();

    /// <summary>Opens the embedder when the first vector is needed; null works without vectors.</summary>
    public required Func<CancellationToken, ValueTask<IEmbedder>>? Embedder { get; init; }

    /// <summary>
    /// Opens what made the vectors of an earlier model, by its <see cref="IEmbedder.ModelId"/>: it answers while those of
    /// <see cref="Embedder"/> are built beside them. Null, or a null result, leaves the answers to words meanwhile.
    /// </summary>
    public Func<string, CancellationToken, ValueTask<IEmbedder?>>? EarlierEmbedder { get; init; }

    /// <summary>What <see cref="Embedder"/> was configured with, to plan its work without opening it.</summary>
    public EmbeddingOptions Embedding { get; init; } = new();

    /// <summary>Name of the collection that all folders share; null takes that of each folder's repository.</summary>
    public string? Collection { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Tells how many bytes may still be written in a folder.</summary>
    public Func<string, long> FreeSpace { get; init; } = DiskReserve.FreeOf;

    public FilesOptions Files { get; init; } = new();

    /// <summary>
    /// What a folder's own settings make of <see cref="Files"/>, asked with its real path before each walk; null takes them as
    /// they are. It may throw a <see cref="CtxbException"/> for settings that are not usable.
    /// </summary>
    public Func<string, FilesOptions>? FilesOf { get; init; }

    public ChunkingOptions Chunking { get; init; } = new();

    public IndexingOptions Indexing { get; init; } = new();

    public VectorsOptions Vectors { get; init; } = new();

    /// <summary>True for a process that stays, as a server does: work that nobody waits for is done in it, such as building a graph.</summary>
    public bool Stays { get; init; }

    public RankingOptions Ranking { get; init; } = new();
}
