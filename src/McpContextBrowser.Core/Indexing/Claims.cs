using System.Collections.Concurrent;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Core.Indexing;

/// <summary>
/// Decides who derives a content: nobody when the store has it, else the first of this run that meets it. For many threads.
/// </summary>
/// <param name="store">The collection.</param>
/// <param name="model">Model whose vectors a content must have to count as known.</param>
/// <param name="storeIsEmpty">Spares the look-ups of a first run.</param>
/// <param name="force">Derives what the store has, too.</param>
internal sealed class Claims(IContentStore store, string model, bool storeIsEmpty, bool force)
{
    private readonly ConcurrentDictionary<LookupName, bool> _claimed = new();

    public async ValueTask<Claim> TakeAsync(LookupName name, CancellationToken cancellationToken)
    {
        if (!_claimed.TryAdd(name, true))
        {
            return Claim.Another;
        }

        if (storeIsEmpty || force)
        {
            return Claim.Mine;
        }

        var found = await store.FindContentsAsync([name], model, cancellationToken).ConfigureAwait(false);
        return found.Count > 0 ? Claim.Known : Claim.Mine;
    }
}
