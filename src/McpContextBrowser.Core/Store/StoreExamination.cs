using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Vectors;

namespace McpContextBrowser.Core.Store;

/// <summary>Reads everything a store holds, the way a search would, and tells what does not open. Writes nothing.</summary>
/// <param name="store">Opened.</param>
public sealed class StoreExamination(IContentStore store)
{
    private const int VectorsTried = 2000; // evenly over the snapshot: a search each

    /// <summary>Chunks looked up in the snapshot's vector index by their own vector; 0 without a model.</summary>
    public int VectorsChecked { get; private set; }

    /// <summary>Of these, how many were not found: at most a few by quantising, never many.</summary>
    public int VectorsMissed { get; private set; }

    /// <summary>Live nodes of the snapshot's graph that no walk from its entry point meets; 0 when the index is exact.</summary>
    public int VectorsUnreachable { get; private set; }

    public int ContentsChecked { get; private set; }

    /// <summary>The snapshot; null when the store has none.</summary>
    public SnapshotInfo? Snapshot { get; private set; }

    /// <summary>What is wrong with the snapshot; null when it opens and holds what the store says, or when there is none.</summary>
    public string? SnapshotProblem { get; private set; }

    /// <summary>Opens every page, record, text and vector, then the snapshot.</summary>
    /// <exception cref="CtxbException">Something the store must have is missing, damaged or exchanged.</exception>
    /// <exception cref="InvalidDataException">A record opened and does not hold what it should.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var head = await store.ReadHeadAsync(cancellationToken).ConfigureAwait(false);
        if (await store.CheckAsync(cancellationToken).ConfigureAwait(false) is [var broken, ..])
        {
            throw new CtxbException(ErrorCodes.IndexDamaged, $"The database is damaged: {broken}", SqliteSchema.Mend);
        }

        var model = head.Snapshot?.Model ?? "";
        var contents = new SortedSet<long>();
        foreach (var tree in await store.ReadTreesAsync(cancellationToken).ConfigureAwait(false))
        {
            var manifest = await store.ReadTreeAsync(tree.Root, cancellationToken).ConfigureAwait(false);
            contents.UnionWith(manifest!.Entries.Where(entry => entry.HasContent).Select(entry => entry.Content));
        }

        await foreach (var content in store.ReadContentsAsync([.. contents], model, cancellationToken).ConfigureAwait(false))
        {
            await store.ReadTextAsync(content.Id, TextPart.Whole, cancellationToken).ConfigureAwait(false);
            ContentsChecked++;
        }

        Snapshot = head.Snapshot;
        if (head.Snapshot is { } snapshot)
        {
            await CheckSnapshotAsync(snapshot, contents, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task CheckSnapshotAsync(SnapshotInfo snapshot, SortedSet<long> contents, CancellationToken cancellationToken)
    {
        try
        {
            var sections = await store.ReadSnapshotAsync(snapshot, cancellationToken).ConfigureAwait(false);
            var segment = SegmentBuilder.Open(sections, OriginalsPlace.Memory); // which reads every block
            using var vectors = segment.Vectors;
            VectorsUnreachable = (vectors as HnswIndex)?.CountUnreachable() ?? 0;
            if (vectors is not null)
            {
                await CheckVectorsAsync(vectors, segment.Chunks, sections.ContentIds, contents, snapshot.Model, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception problem) when (problem is InvalidDataException or CtxbException { Code: ErrorCodes.RecordRefused or ErrorCodes.IndexDamaged })
        {
            SnapshotProblem = problem.Message;
        }
    }

    /// <summary>Each vector must find itself: what a graph cannot reach is never answered with.</summary>
    private async Task CheckVectorsAsync(
        IVectorIndex vectors, ChunkTable chunks, IReadOnlyList<long> ids, SortedSet<long> contents, string model,
        CancellationToken cancellationToken)
    {
        var every = Math.Max(1, chunks.ChunkCount / VectorsTried);
        var first = 0;
        var at = 0;
        var vector = new float[vectors.Dimensions];
        var hits = new VectorHit[1];
        var own = new float[1];
        foreach (var id in ids)
        {
            var here = first;
            first = chunks.FirstChunk[++at];
            if (!contents.Contains(id) || first / every == here / every)
            {
                continue;
            }

            await foreach (var content in store.ReadContentsAsync([id], model, cancellationToken).ConfigureAwait(false))
            {
                for (var row = 0; row < (content.Vectors?.Rows ?? 0); row++)
                {
                    if ((here + row) % every != 0 || !content.Vectors!.Value.Read(row, vector))
                    {
                        continue;
                    }

                    VectorsChecked++;
                    vectors.Score(vector, [here + row], own);
                    var found = vectors.Search(vector, 1, 64, null, hits) == 1 && hits[0].Score >= own[0] - 1e-3f;
                    VectorsMissed += found ? 0 : 1;
                }
            }
        }
    }
}
