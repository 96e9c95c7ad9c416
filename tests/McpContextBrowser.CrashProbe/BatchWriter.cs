namespace McpContextBrowser.CrashProbe;

/// <summary>Goes on from the highest batch it finds: real indexing of the next state of the source tree, batch after batch.</summary>
internal static class BatchWriter
{
    private const int SnapshotEvery = 3;
    private const int CollectEvery = 5;

    /// <param name="probe">The data directory.</param>
    /// <param name="batches">How many to write.</param>
    /// <param name="acknowledged">Told the number of each batch once it is durable.</param>
    public static async Task RunAsync(Probe probe, long batches, Action<long> acknowledged)
    {
        var first = Probe.HighestBatch((await probe.Collection.Store.ReadTreeAsync(probe.Root, default))?.Info) + 1;
        for (var batch = first; batch < first + batches; batch++)
        {
            SourceHistory.Write(probe.Root, batch);
            await using (var writer = await probe.Collection.BeginWriteAsync(null, default))
            {
                var committed = await probe.Collection.Store.ReadTreeAsync(probe.Root, default);
                await probe.Collection.NewPipeline(probe.Root, [], probe.Embedder)
                    .RunAsync(probe.TreeOf(batch), committed, force: false, writer, null, Probe.Call, default);
                acknowledged(batch);
                if (batch % CollectEvery == 0)
                {
                    await writer.CollectAsync(TimeSpan.Zero, default);
                }

                if (batch % SnapshotEvery == 0)
                {
                    await probe.Collection.PublishSnapshotAsync(writer, probe.Embedder.ModelId, default);
                }
            }
        }
    }
}
