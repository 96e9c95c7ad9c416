using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Core;

public sealed partial class ContextBrowser
{
    // What stands in the way of reading a collection, and not of removing it.
    private static readonly string[] Unreadable =
        [ErrorCodes.KeyMissing, ErrorCodes.KeyWrong, ErrorCodes.KeyExposed, ErrorCodes.RecordRefused, ErrorCodes.IndexDamaged, ErrorCodes.IndexVersion];

    /// <summary>Removes a folder from the index and gives its space back. When all goes, a lost master key is no obstacle.</summary>
    /// <param name="root">One folder, which need not exist any more; or null for all.</param>
    /// <param name="erase">Destroys the keys under which the folder's contents were sealed before anything else, so that copies of the
    /// index cannot be read either; in a collection of several folders the others are sealed again under a new key.</param>
    /// <param name="call">The call this belongs to.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public async Task<ForgetReport> ForgetAsync(string? root, bool erase, CallContext call, CancellationToken cancellationToken)
    {
        using var bound = Bound(call, ref cancellationToken);
        return root is null
            ? await ForgetAllAsync(erase, cancellationToken).ConfigureAwait(false)
            : await ForgetOneAsync(RootFolder.ResolveMissing(root), erase, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ForgetReport> ForgetOneAsync(string root, bool erase, CancellationToken cancellationToken)
    {
        foreach (var collection in ExistingAt(root))
        {
            var before = await collection.Store.SizeAsync(cancellationToken).ConfigureAwait(false);
            var trees = await collection.Store.ReadTreesAsync(cancellationToken).ConfigureAwait(false);
            if (!trees.Any(tree => tree.Root == root))
            {
                break;
            }

            if (trees.Count == 1)
            {
                await RemoveCollectionAsync(collection, cancellationToken).ConfigureAwait(false);
                return new([root], before);
            }

            await RemoveTreeAsync(collection, root, cancellationToken).ConfigureAwait(false);
            if (erase && collection.Rotation is { } rotation)
            {
                await rotation.RotateAsync(cancellationToken).ConfigureAwait(false);
            }

            return new([root], before - await collection.Store.SizeAsync(cancellationToken).ConfigureAwait(false));
        }

        return new([], 0);
    }

    private async Task<ForgetReport> ForgetAllAsync(bool erase, CancellationToken cancellationToken)
    {
        var reset = _options.Sealed && (erase || !IsRingReadable());
        var forgotten = new List<string>();
        var freed = 0L;
        string[] folders = Directory.Exists(CollectionsFolder) ? Directory.GetDirectories(CollectionsFolder) : [];
        foreach (var folder in folders.Order(StringComparer.Ordinal))
        {
            freed += new DirectoryInfo(folder).EnumerateFiles().Sum(file => file.Length);
            try
            {
                var collection = OpenId(Path.GetFileName(folder));
                var trees = await collection.Store.ReadTreesAsync(cancellationToken).ConfigureAwait(false);
                forgotten.AddRange(trees.Select(tree => tree.Root));
                await RemoveCollectionAsync(collection, cancellationToken).ConfigureAwait(false);
            }
            catch (CtxbException problem) when (Unreadable.Contains(problem.Code))
            {
                _collections.TryRemove(Path.GetFileName(folder), out _);
                SqliteContentStore.Delete(folder);
                forgotten.Add(folder);
                reset = _options.Sealed;
            }
        }

        freed += ForgetPlain();
        if (erase)
        {
            _embedders.ForgetUsage();
        }

        if (reset)
        {
            _keys.Reset();
            _names = NewNames();
        }

        return new(forgotten, freed);
    }

    /// <summary>What was indexed without sealing goes with all the rest, whatever the setting is now: it can be read by anybody.</summary>
    /// <returns>Bytes freed.</returns>
    private long ForgetPlain()
    {
        var folder = Path.Join(_options.DataFolder, PlainFolder);
        if (!_options.Sealed || !Directory.Exists(folder))
        {
            return 0;
        }

        var freed = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        foreach (var collection in Directory.GetDirectories(folder))
        {
            using (SqliteContentStore.TryLock(collection) ?? throw new CtxbException(
                ErrorCodes.IndexBusy, $"Another process is writing to {collection}.", "Wait until it has finished, or end it, and try again."))
            {
                // nobody writes; on Windows the lock itself must be given back before its file can go
            }

            SqliteContentStore.Delete(collection);
        }

        return freed;
    }

    private bool IsRingReadable()
    {
        try
        {
            _keys.TryOpen(NamesOfCollections)?.Dispose();
            return true;
        }
        catch (CtxbException problem) when (Unreadable.Contains(problem.Code))
        {
            return false;
        }
    }

    // Keys first: should this be cut off, what is left cannot be read.
    private async Task RemoveCollectionAsync(Collection collection, CancellationToken cancellationToken)
    {
        var writer = await collection.BeginWriteAsync(null, cancellationToken).ConfigureAwait(false);
        await writer.DisposeAsync().ConfigureAwait(false);
        if (_options.Sealed)
        {
            _keys.Forget(collection.Id);
        }

        _collections.TryRemove(collection.Id, out _);
        await collection.DisposeAsync().ConfigureAwait(false);
        SqliteContentStore.Delete(collection.Folder);
    }

    private static async Task RemoveTreeAsync(Collection collection, string root, CancellationToken cancellationToken)
    {
        var writer = await collection.BeginWriteAsync(null, cancellationToken).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            await writer.RemoveTreeAsync(root, cancellationToken).ConfigureAwait(false);
            await writer.CollectAsync(TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        }
    }
}
