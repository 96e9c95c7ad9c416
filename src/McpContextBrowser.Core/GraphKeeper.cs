using McpContextBrowser.Core.Store;
using McpContextBrowser.Core.Vectors;

namespace McpContextBrowser.Core;

/// <summary>
/// Gives a large collection the graph of its snapshot, behind the searches: nobody waits for it, and until it is there search
/// is exact. For many threads; one build at a time.
/// </summary>
/// <param name="store">The collection's store.</param>
/// <param name="usedContents">Contents that the collection's trees use now.</param>
/// <param name="options">Threshold, threads and clock.</param>
internal sealed class GraphKeeper(
    IContentStore store, Func<CancellationToken, Task<IReadOnlySet<long>>> usedContents, BrowserOptions options) : IAsyncDisposable
{
    private static readonly TimeSpan WriterPoll = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _starting = new();
    private SnapshotInfo? _tried;

    /// <summary>The build that runs, or the last one.</summary>
    public Task Building { get; private set; } = Task.CompletedTask;

    /// <summary>Why the last build came to nothing; null when it did not, and while one runs.</summary>
    public string? Problem { get; private set; }

    /// <summary>Starts a build when the view's snapshot is large enough and has no graph; each snapshot is tried once.</summary>
    public void Consider(IndexView view)
    {
        if (view.Snapshot is not { } snapshot
            || view.Segments[0].Vectors is not FlatIndex exact || exact.DistinctCount < options.Vectors.GraphFrom)
        {
            return;
        }

        lock (_starting)
        {
            if (Building.IsCompleted && snapshot != _tried && !_stop.IsCancellationRequested)
            {
                (_tried, Problem) = (snapshot, null);
                Building = Task.Run(() => TryBuildAsync(snapshot, _stop.Token), CancellationToken.None);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task building;
        lock (_starting)
        {
            _stop.Cancel();
            building = Building;
        }

        await building.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task TryBuildAsync(SnapshotInfo snapshot, CancellationToken cancellationToken)
    {
        try
        {
            var used = await usedContents(cancellationToken).ConfigureAwait(false);
            var threads = Math.Max(1, options.Indexing.Threads / 2); // the other half is for whoever asks meanwhile
            var sections = await new SnapshotGraph(store, threads, options.Vectors.Originals).BuildAsync(snapshot, used, cancellationToken).ConfigureAwait(false);
            await PublishAsync(snapshot, sections, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            // Exact search goes on as before; the next snapshot is tried again.
            Problem = $"No graph for the vectors: {problem.Message} Search is exact, which costs more time with so many.";
        }
    }

    private async Task PublishAsync(SnapshotInfo snapshot, SnapshotSections sections, CancellationToken cancellationToken)
    {
        IContentWriter? writer;
        while ((writer = await store.TryBeginWriteAsync(cancellationToken).ConfigureAwait(false)) is null)
        {
            await Task.Delay(WriterPoll, options.Time, cancellationToken).ConfigureAwait(false);
        }

        await using (writer.ConfigureAwait(false))
        {
            var head = await store.ReadHeadAsync(cancellationToken).ConfigureAwait(false);
            if (head.Snapshot == snapshot) // else the graph is one of yesterday's contents
            {
                await writer.PublishSnapshotAsync(sections, snapshot.Model, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
