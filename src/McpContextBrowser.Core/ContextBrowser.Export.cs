using System.Runtime.CompilerServices;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Core;

public sealed partial class ContextBrowser
{
    /// <summary>Tells everything that is held of a folder, path by path in order; reads only, as of the last commit.</summary>
    /// <param name="root">One folder, which need not exist any more, or null for all.</param>
    /// <param name="withTexts">Adds the texts, decrypted.</param>
    /// <param name="call">The call this belongs to.</param>
    /// <param name="cancellationToken">Stops between paths.</param>
    public async IAsyncEnumerable<HeldFile> ExportAsync(
        string? root, bool withTexts, CallContext call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var bound = Bound(call, ref cancellationToken);
        var wanted = root is null ? null : RootFolder.ResolveMissing(root);
        foreach (var collection in wanted is null ? Existing() : ExistingAt(wanted))
        {
            foreach (var info in await collection.Store.ReadTreesAsync(cancellationToken).ConfigureAwait(false))
            {
                if (wanted is not null && info.Root != wanted)
                {
                    continue;
                }

                var tree = await collection.Store.ReadTreeAsync(info.Root, cancellationToken).ConfigureAwait(false);
                foreach (var entry in tree?.Entries ?? [])
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var text = withTexts && entry.HasContent
                        ? await collection.Store.ReadTextAsync(entry.Content, TextPart.Whole, cancellationToken).ConfigureAwait(false)
                        : null;
                    yield return new(info.Root, entry.Path.Value, entry.Stamp.Size, entry.Chunks, entry.HasContent ? null : entry.Skip, text);
                }
            }
        }
    }
}
