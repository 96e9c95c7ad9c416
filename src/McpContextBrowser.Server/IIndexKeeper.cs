using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Server;

/// <summary>What an Admin does with the index as a whole: the product's, or that of a fixture.</summary>
public interface IIndexKeeper
{
    /// <summary>Seals everything again under new data keys; searches go on.</summary>
    /// <returns>Records that were sealed again.</returns>
    /// <exception cref="CtxbException">Nothing is sealed, or a key cannot be had.</exception>
    Task<long> RotateKeysAsync(CallContext call, CancellationToken cancellationToken);

    /// <summary>Everything that is held, one JSON object a line, as <c>ctxb export</c> writes it.</summary>
    /// <param name="collection">One folder; null tells of all.</param>
    /// <param name="withTexts">Adds the texts, decrypted.</param>
    /// <param name="call">The call this belongs to.</param>
    /// <param name="cancellationToken">Stops between lines.</param>
    IAsyncEnumerable<string> BackupAsync(string? collection, bool withTexts, CallContext call, CancellationToken cancellationToken);

    /// <summary>Removes a folder from the index so that no copy of the data folder opens what it held; the folder itself is not touched.</summary>
    /// <returns>False when nothing of it is held.</returns>
    /// <exception cref="CtxbException">The name is no path.</exception>
    Task<bool> EraseAsync(string collection, CallContext call, CancellationToken cancellationToken);
}
