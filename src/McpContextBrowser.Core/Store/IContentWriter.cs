namespace McpContextBrowser.Core.Store;

/// <summary>The one writer of a collection. Not for several threads.</summary>
public interface IContentWriter : IAsyncDisposable
{
    /// <summary>Commits a batch durably.</summary>
    /// <returns>The head after it.</returns>
    ValueTask<StoreHead> CommitAsync(StoreBatch batch, CancellationToken cancellationToken);

    /// <summary>Adds vectors of contents that exist; those that have some of this model keep them.</summary>
    /// <param name="model">The model that made them.</param>
    /// <param name="vectors">By content id.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    ValueTask<StoreHead> AddVectorsAsync(string model, IReadOnlyDictionary<long, VectorBlock> vectors, CancellationToken cancellationToken);

    /// <summary>Writes a snapshot beside the current one, syncs it, and makes it current.</summary>
    /// <param name="sections">What it holds.</param>
    /// <param name="model">Model of its vectors; empty without.</param>
    /// <param name="cancellationToken">Stops before it is made current.</param>
    ValueTask<SnapshotInfo> PublishSnapshotAsync(SnapshotSections sections, string model, CancellationToken cancellationToken);

    /// <summary>Removes a tree; its contents stay until <see cref="CollectAsync"/>.</summary>
    /// <returns>False when there is no such tree.</returns>
    ValueTask<bool> RemoveTreeAsync(string root, CancellationToken cancellationToken);

    /// <summary>Deletes contents that no tree has used for a time and gives their space back to the file system.</summary>
    /// <param name="grace">Since a collection first found them unused; zero deletes all unused ones.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    ValueTask<CollectReport> CollectAsync(TimeSpan grace, CancellationToken cancellationToken);

    /// <summary>Seals again, without changing it, what an older data key than <paramref name="version"/> seals. Other writers may come
    /// between two calls: what they write is under the newer key.</summary>
    /// <param name="cursor">Where to go on; default begins.</param>
    /// <param name="version">The oldest data key that may remain in use.</param>
    /// <param name="most">Records to look at before the writer's place is given up; at least 1.</param>
    /// <param name="cancellationToken">Stops before this step.</param>
    ValueTask<ResealStep> ResealAsync(ResealCursor cursor, int version, int most, CancellationToken cancellationToken);
}
