using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Core;

/// <summary>
/// Gives a collection a new data key while searches and indexing go on: new records are sealed under it at once, a sweep seals the
/// old ones again in small steps, and when a last look finds none under the old key, that is destroyed. A sweep that was cut off is
/// taken up by the next one. For many threads.
/// </summary>
internal sealed class DataKeyRotation(KeyRing keys, string collection, IContentStore store, RotationPolicy policy, TimeProvider time) : IAsyncDisposable
{
    private const int RecordsAStep = 512; // the writer's place is given up after about a tenth of a second

    private static readonly TimeSpan WriterPoll = TimeSpan.FromMilliseconds(5);

    // Longer than others wait between two tries to become the writer, so that an indexer gets its turn.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _sweeping = new(1);

    /// <summary>Rotates now.</summary>
    /// <returns>Records that were sealed again.</returns>
    public async Task<long> RotateAsync(CancellationToken cancellationToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        await _sweeping.WaitAsync(both.Token).ConfigureAwait(false);
        try
        {
            keys.RotateData(collection);
            return await SweepAsync(both.Token).ConfigureAwait(false);
        }
        finally
        {
            _sweeping.Release();
        }
    }

    /// <summary>Rotates when the key has reached its age, and finishes what was cut off; where that is under way, waits for its end.</summary>
    public async Task UpkeepAsync()
    {
        await _sweeping.WaitAsync(_stop.Token).ConfigureAwait(false);
        try
        {
            var status = keys.Status();
            if (policy.DueCollections(status, time.GetUtcNow()).Contains(collection))
            {
                keys.RotateData(collection);
                await SweepAsync(_stop.Token).ConfigureAwait(false);
            }
            else if (status.Collections.Any(one => one.Collection == collection && one.OldVersions > 0))
            {
                await SweepAsync(_stop.Token).ConfigureAwait(false);
            }
        }
        catch (CtxbException problem) when (problem.Code == ErrorCodes.IndexBusy)
        {
            // Another process stood in the way of the last step; whoever indexes next takes it up.
        }
        finally
        {
            _sweeping.Release();
        }
    }

    /// <summary>Ends a sweep behind its current step.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _sweeping.WaitAsync(CancellationToken.None).ConfigureAwait(false); // and never given back: none begins after this
        _stop.Dispose();
    }

    private async Task<long> SweepAsync(CancellationToken cancellationToken)
    {
        var version = keys.Status().Collections.First(one => one.Collection == collection).CurrentVersion;
        ResealCursor? next = default(ResealCursor);
        var resealed = 0L;
        while (next is { } cursor)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var pause = WriterPoll;
            if (await store.TryBeginWriteAsync(cancellationToken).ConfigureAwait(false) is { } writer)
            {
                await using (writer.ConfigureAwait(false))
                {
                    var step = await writer.ResealAsync(cursor, version, RecordsAStep, cancellationToken).ConfigureAwait(false);
                    (next, resealed, pause) = (step.Next, resealed + step.Resealed, Pause);
                    if (next is null)
                    {
                        keys.DropDataKeysBefore(collection, version); // while nobody else can write
                        return resealed;
                    }
                }
            }

            await Task.Delay(pause, TimeProvider.System, cancellationToken).ConfigureAwait(false); // room for others in this world, whatever the clock of ages says
        }

        return resealed;
    }
}
