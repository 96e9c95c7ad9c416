using McpContextBrowser.Core.Crypto;

namespace McpContextBrowser.Core.Store;

/// <summary>Contents, trees and the change log of one collection, sealed. Embedded: SQLite; in a server deployment PostgreSQL.</summary>
/// <remarks>Readers may call from several threads. What a writer has committed survives a power cut.</remarks>
public interface IContentStore : IAsyncDisposable
{
    ValueTask<StoreHead> ReadHeadAsync(CancellationToken cancellationToken);

    ValueTask<IReadOnlyList<TreeInfo>> ReadTreesAsync(CancellationToken cancellationToken);

    /// <summary>A tree as of its last commit; null when the store does not have it.</summary>
    ValueTask<TreeManifest?> ReadTreeAsync(string root, CancellationToken cancellationToken);

    /// <summary>Those of these contents that the store has, with vectors of the model when one is named.</summary>
    /// <param name="names">Contents to look for.</param>
    /// <param name="model">Model whose vectors they must have; empty asks for the contents alone.</param>
    /// <param name="cancellationToken">Stops the look-up.</param>
    ValueTask<IReadOnlyDictionary<LookupName, KnownContent>> FindContentsAsync(
        IReadOnlyCollection<LookupName> names, string model, CancellationToken cancellationToken);

    /// <summary>Tells which contents lack the vectors of a model.</summary>
    /// <param name="ids">Contents that exist.</param>
    /// <param name="model">The model.</param>
    /// <param name="cancellationToken">Stops the look-up.</param>
    /// <returns>In the order of <paramref name="ids"/>, without contents that have no chunk.</returns>
    ValueTask<IReadOnlyList<long>> FindWithoutVectorsAsync(IReadOnlyList<long> ids, string model, CancellationToken cancellationToken);

    /// <summary>Reads the vectors that a model made of contents.</summary>
    /// <returns>Those that the store has, by name.</returns>
    ValueTask<IReadOnlyDictionary<LookupName, VectorBlock>> ReadVectorsAsync(
        IReadOnlyCollection<LookupName> names, string model, CancellationToken cancellationToken);

    /// <summary>Reads contents without their texts.</summary>
    /// <param name="ids">Ascending ids of contents that exist.</param>
    /// <param name="model">Model of the vectors wanted; empty for none.</param>
    /// <param name="cancellationToken">Stops between contents.</param>
    IAsyncEnumerable<StoredContent> ReadContentsAsync(
        IReadOnlyList<long> ids, string model, CancellationToken cancellationToken);

    /// <summary>The text of a content as it was indexed, or a part of it.</summary>
    ValueTask<string> ReadTextAsync(long content, TextPart part, CancellationToken cancellationToken);

    /// <summary>Whether a piece stands in the text of a content as it was indexed.</summary>
    ValueTask<bool> HoldsAsync(long content, CaselessPiece piece, CancellationToken cancellationToken);

    /// <summary>Opens a snapshot's sections.</summary>
    /// <exception cref="InvalidDataException">The file is missing, damaged or of another version: rebuild it.</exception>
    ValueTask<SnapshotSections> ReadSnapshotAsync(SnapshotInfo snapshot, CancellationToken cancellationToken);

    /// <summary>What the database finds wrong with its own structure, a sentence each; empty when it is sound.</summary>
    ValueTask<IReadOnlyList<string>> CheckAsync(CancellationToken cancellationToken);

    /// <summary>Bytes on disk of everything that belongs to the collection.</summary>
    ValueTask<long> SizeAsync(CancellationToken cancellationToken);

    /// <summary>The same by what it is.</summary>
    ValueTask<StoreSizes> SizesAsync(CancellationToken cancellationToken);

    /// <summary>Takes the writer's place; it is given back by disposing the writer, or by the kernel when the process ends.</summary>
    /// <returns>Null while another writer is at work.</returns>
    ValueTask<IContentWriter?> TryBeginWriteAsync(CancellationToken cancellationToken);
}
