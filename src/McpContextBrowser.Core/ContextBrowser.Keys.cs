using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;

namespace McpContextBrowser.Core;

public sealed partial class ContextBrowser
{
    /// <summary>What keys there are and how old they are; needs no master key and never shows a key.</summary>
    public KeysReport KeyStatus()
    {
        var status = _keys.Status();
        var collections = status.Collections.Where(one => one.Collection is not (NamesOfCollections or SealedText.Collection))
            .Select(one => new CollectionKeyReport(one.Collection, one.CurrentVersion, one.CurrentSince, one.OldVersions));
        return new(status.Source, status.MasterSince, [.. collections]);
    }

    /// <summary>Gives the ring a new key, wrapped by <paramref name="next"/>, in one transaction. Searches and indexing go on.</summary>
    /// <param name="next">Another source of the master key, or the same one holding a new key; not owned.</param>
    public void RotateMaster(IKeyWrapper next) => _keys.RotateMaster(next);

    /// <summary>Gives the key file a new key. See <see cref="MasterKeyFile.Rotate"/>.</summary>
    public void RotateMaster(MasterKeyFile file, bool keepOld) => file.Rotate(_keys, keepOld);

    /// <summary>
    /// Gives the ring a new key when it has reached its age. A key file gets a new master key too and keeps the old one, which other data
    /// folders may use; a token, a key store, Vault and the environment keep theirs, which is not ours to change.
    /// </summary>
    private void RotateAgedMaster()
    {
        if (!_options.Sealed || _options.Rotation.MasterAge is null || !_options.Rotation.IsMasterDue(_keys.Status(), _options.Time.GetUtcNow()))
        {
            return;
        }

        if (_options.MasterKey is MasterKeyFile file)
        {
            file.Rotate(_keys, keepOld: true);
        }
        else
        {
            _keys.RotateMaster(_options.MasterKey);
        }
    }

    /// <summary>Gives collections new data keys, seals their records again and destroys the old keys. Searches and indexing go on.</summary>
    /// <param name="root">One folder's collection, or null for all.</param>
    /// <returns>Records that were sealed again.</returns>
    public async Task<long> RotateDataAsync(string? root, CallContext call, CancellationToken cancellationToken)
    {
        using var bound = Bound(call, ref cancellationToken);
        var resealed = 0L;
        foreach (var collection in root is null ? Existing() : ExistingAt(RootFolder.ResolveMissing(root)))
        {
            resealed += collection.Rotation is { } rotation ? await rotation.RotateAsync(cancellationToken).ConfigureAwait(false) : 0;
        }

        return resealed;
    }
}
