using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core;

/// <summary>What a caretaker asks: is the index current, and what of it can go.</summary>
public sealed partial class ContextBrowser
{
    /// <summary>Compares the index of a folder with the disk; reads only.</summary>
    public async Task<CheckReport> CheckAsync(string root, CallContext call, CancellationToken cancellationToken)
    {
        using var bound = Bound(call, ref cancellationToken);
        var wanted = RootFolder.Resolve(root);
        return ExistingAt(wanted) is [var collection]
            ? await collection.TreeAt(wanted).CheckAsync(call, cancellationToken).ConfigureAwait(false)
            : new(wanted, false, 0, 0, 0, []);
    }

    /// <summary>Deletes contents that no indexed folder has used for <c>indexing.unusedGrace</c>.</summary>
    /// <param name="root">A folder whose collection is meant; null for all.</param>
    /// <param name="onlyThis">
    /// Keeps nothing but this folder: every other folder of its collection is forgotten, unused contents go at once, and the snapshot
    /// is written again without them. <paramref name="root"/> must be named.
    /// </param>
    /// <param name="call">The call this belongs to.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public async Task<GarbageReport> CollectAsync(string? root, bool onlyThis, CallContext call, CancellationToken cancellationToken)
    {
        using var bound = Bound(call, ref cancellationToken);
        var wanted = root is null ? null : RootFolder.Resolve(root);
        var report = new GarbageReport(await ExpireAsync(call, cancellationToken).ConfigureAwait(false), 0, 0, 0);
        foreach (var collection in wanted is null ? Existing() : ExistingAt(wanted))
        {
            var part = await CollectAsync(collection, onlyThis ? wanted : null, cancellationToken).ConfigureAwait(false);
            report = new(
                [.. report.Roots, .. part.Roots], report.Deleted + part.Deleted, report.Waiting + part.Waiting, report.BytesFreed + part.BytesFreed);
        }

        return report;
    }

    private async Task<GarbageReport> CollectAsync(Collection collection, string? only, CancellationToken cancellationToken)
    {
        var before = await collection.Store.SizeAsync(cancellationToken).ConfigureAwait(false);
        var forgotten = new List<string>();
        Store.CollectReport collected;
        var writer = await collection.BeginWriteAsync(null, cancellationToken).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            var trees = await collection.Store.ReadTreesAsync(cancellationToken).ConfigureAwait(false);
            foreach (var tree in trees.Where(tree => only is not null && tree.Root != only && trees.Any(kept => kept.Root == only)))
            {
                await writer.RemoveTreeAsync(tree.Root, cancellationToken).ConfigureAwait(false);
                forgotten.Add(tree.Root);
            }

            collected = await writer.CollectAsync(only is null ? _options.Indexing.UnusedGrace : TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
            if (collected.Deleted > 0)
            {
                await collection.RebuildSnapshotAsync(writer, cancellationToken).ConfigureAwait(false);
            }
        }

        return new(forgotten, collected.Deleted, collected.Waiting, before - await collection.Store.SizeAsync(cancellationToken).ConfigureAwait(false));
    }
}
