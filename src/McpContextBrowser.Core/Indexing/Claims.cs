using System.Collections.Concurrent;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Core.Indexing;

/// <summary>
/// Decides who derives a content: nobody when the store has it, else the first of this run that meets it. For many threads.
/// </summary>
/// <param name="store">The collection.</param>
/// <param name="model">Model whose vectors a content must have to count as known.</param>
/// <param name="askStore">False derives what the store has, too, and spares the look-ups of a first run.</param>
/// <param name="eachForItself">True for an overlay, where every file needs what it stands on.</param>
internal sealed class Claims(IContentStore store, string model, bool askStore, bool eachForItself)
{
    private readonly ConcurrentDictionary<LookupName, bool> _claimed = new();

    public async ValueTask<Claim> TakeAsync(LookupName name, CancellationToken cancellationToken)
    {
        if (!eachForItself && !_claimed.TryAdd(name, true))
        {
            return new(null, ByAnother: true);
        }

        if (!askStore)
        {
            return default;
        }

        var found = await store.FindContentsAsync([name], model, cancellationToken).ConfigureAwait(false);
        return new(found.TryGetValue(name, out var known) ? known : null, ByAnother: false);
    }
}
