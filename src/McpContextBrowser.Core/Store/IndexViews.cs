using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Vectors;

namespace McpContextBrowser.Core.Store;

/// <summary>
/// Makes the views that searches hold: the current snapshot, the contents behind it (the tail), and files not yet
/// committed (the overlay). Keeps what does not change from one view to the next. For many threads.
/// </summary>
/// <param name="store">The collection's store.</param>
/// <param name="originals">Where the original vectors of a graph are.</param>
public sealed class IndexViews(IContentStore store, OriginalsPlace originals = OriginalsPlace.Disk) : IDisposable
{
    // The tail is searched exactly and rebuilt with every change: at most a twentieth of the collection, and 20,000 chunks.
    private const int TailShare = 20;
    private const int SmallestTail = 256;
    private const int LargestTail = 20_000;

    private readonly SemaphoreSlim _opening = new(1);
    private LoadedSnapshot? _snapshot;
    private LoadedTail? _tail;

    /// <summary>Why the snapshot could not be used the last time it was tried; null when it could.</summary>
    public string? SnapshotProblem { get; private set; }

    /// <summary>Makes the view of a tree, with the vectors of the snapshot's model: another model takes over with its own snapshot.</summary>
    /// <param name="head">The store's head when <paramref name="tree"/> was read, or a later one.</param>
    /// <param name="tree">The committed tree.</param>
    /// <param name="overlay">Files that stand over it; each path once; their vectors are of <paramref name="model"/>.</param>
    /// <param name="model">Model of the vectors where there is no snapshot yet; empty without.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async ValueTask<IndexView> OpenAsync(
        StoreHead head, TreeManifest tree, IReadOnlyList<OverlayFile> overlay, string model, CancellationToken cancellationToken)
    {
        model = ModelOf(head, model);
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var snapshot = await SnapshotAsync(head, cancellationToken).ConfigureAwait(false);
            while (SnapshotProblem is not null && await NewerAsync(head, cancellationToken).ConfigureAwait(false) is { } newer)
            {
                head = newer;
                snapshot = await SnapshotAsync(head, cancellationToken).ConfigureAwait(false);
            }

            var entries = EntriesUnder(overlay, tree);
            var tail = await TailAsync(entries, snapshot, head, model, cancellationToken).ConfigureAwait(false);
            return Assemble(snapshot, tail, entries, overlay, model);
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>The model whose vectors a view of this head has.</summary>
    /// <param name="head">The store's head.</param>
    /// <param name="model">The model where there is no snapshot yet.</param>
    public static string ModelOf(StoreHead head, string model) => head.Snapshot?.Model ?? model;

    /// <summary>Tells whether so much stands behind the current snapshot that a writer should make a new one.</summary>
    /// <param name="head">The store's head.</param>
    /// <param name="used">Contents that the collection's trees use.</param>
    /// <param name="chunks">Their chunks.</param>
    /// <param name="renewed">Contents that got their vectors since; a snapshot that has them without is out of date.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async ValueTask<bool> NeedsSnapshotAsync(
        StoreHead head, IReadOnlyCollection<long> used, long chunks, IReadOnlyCollection<long> renewed, CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var snapshot = await SnapshotAsync(head, cancellationToken).ConfigureAwait(false);
            var missing = used.Count(id => snapshot.Ordinal(id) < 0);
            var tailChunks = used.Count == 0 ? 0 : chunks * missing / used.Count;
            return renewed.Any(id => snapshot.Ordinal(id) >= 0) || missing > 0 && (snapshot.Ids.Length == 0 || tailChunks > Math.Clamp(chunks / TailShare, SmallestTail, LargestTail));
        }
        finally
        {
            _opening.Release();
        }
    }

    public void Dispose() => _opening.Dispose();

    /// <summary>What is searched of the store, by path: committed files that the overlay leaves alone, and the overlay's that the store has.</summary>
    private static List<ManifestEntry> EntriesUnder(IReadOnlyList<OverlayFile> overlay, TreeManifest tree)
    {
        var covered = overlay.Select(file => file.Path).ToHashSet();
        var entries = new List<ManifestEntry>(tree.Entries.Count);
        foreach (var entry in tree.Entries)
        {
            if (entry.HasContent && (covered.Count == 0 || !covered.Contains(entry.Path)))
            {
                entries.Add(entry);
            }
        }

        foreach (var file in overlay)
        {
            if (file.Known is { } known)
            {
                entries.Add(new(file.Path, known.Id, known.Chunks, default, default));
            }
        }

        return entries;
    }

    private IndexView Assemble(
        LoadedSnapshot snapshot, LoadedTail tail, List<ManifestEntry> entries, IReadOnlyList<OverlayFile> overlay, string model)
    {
        var fresh = new SegmentBuilder();
        var freshContents = overlay.Where(file => file.Content is not null).ToList();
        foreach (var file in freshContents)
        {
            fresh.Add(0, file.Content!.Record, file.Content.Vectors);
        }

        IndexSegment[] segments = freshContents.Count == 0
            ? [snapshot.Segment, tail.Segment]
            : [snapshot.Segment, tail.Segment, fresh.Build()];
        var placed = new List<(Place Place, long Id, NewContent? Content)>(entries.Count + freshContents.Count);
        foreach (var entry in entries)
        {
            var ordinal = snapshot.Ordinal(entry.Content);
            var segment = ordinal >= 0 ? 0 : 1;
            ordinal = ordinal >= 0 ? ordinal : tail.Ordinal(entry.Content);
            placed.Add((new(entry.Path, segment, ordinal, segments[segment].Chunks.LanguageOf(ordinal)), entry.Content, null));
        }

        for (var i = 0; i < freshContents.Count; i++)
        {
            var file = freshContents[i];
            placed.Add((new(file.Path, 2, i, file.Content!.Record.Language), 0, file.Content));
        }

        if (overlay.Count > 0)
        {
            placed.Sort((a, b) => a.Place.Path.CompareTo(b.Place.Path));
        }

        return new IndexView(
            segments,
            placed.ConvertAll(item => item.Place),
            (place, part, cancellationToken) => placed[place].Content is { } content
                ? new ValueTask<string>(TextCodec.Decompress(content.CompressedText, part))
                : store.ReadTextAsync(placed[place].Id, part, cancellationToken),
            (place, piece, cancellationToken) => placed[place].Content is { } content
                ? new ValueTask<bool>(TextCodec.Contains(content.CompressedText, piece))
                : store.HoldsAsync(placed[place].Id, piece, cancellationToken))
        {
            Snapshot = snapshot.Info,
            Model = model,
            ContentsWithoutVectors = tail.WithoutVectors + freshContents.Count(file => file.Content!.Record.Chunks.Length > 0 && file.Content.Vectors is null),
        };
    }

    /// <summary>The head of now, when a writer has replaced the snapshot since, and so deleted its file; null when it has not.</summary>
    private async ValueTask<StoreHead?> NewerAsync(StoreHead head, CancellationToken cancellationToken)
    {
        var now = await store.ReadHeadAsync(cancellationToken).ConfigureAwait(false);
        return now.Snapshot is { } snapshot && snapshot != head.Snapshot && snapshot.Model == head.Snapshot?.Model ? now : null;
    }

    private async ValueTask<LoadedSnapshot> SnapshotAsync(StoreHead head, CancellationToken cancellationToken)
    {
        if (head.Snapshot is null)
        {
            return _snapshot = LoadedSnapshot.Nothing;
        }

        if (_snapshot is { } loaded && loaded.Info == head.Snapshot)
        {
            if (loaded.Segment.Problem is null)
            {
                return loaded;
            }

            (_tail, SnapshotProblem) = (null, loaded.Segment.Problem);
            return _snapshot = new(head.Snapshot, [], LoadedSnapshot.Nothing.Segment);
        }

        _tail = null;
        try
        {
            var sections = await store.ReadSnapshotAsync(head.Snapshot, cancellationToken).ConfigureAwait(false);
            SnapshotProblem = null;
            return _snapshot = new(head.Snapshot, [.. sections.ContentIds], SegmentBuilder.Open(sections, originals));
        }
        catch (Exception problem) when (problem is InvalidDataException or CtxbException { Code: ErrorCodes.RecordRefused or ErrorCodes.IndexDamaged })
        {
            // A snapshot is derived: never trusted, always replaceable. Everything is the tail until a writer makes a new one.
            SnapshotProblem = problem.Message;
            return _snapshot = new(head.Snapshot, [], LoadedSnapshot.Nothing.Segment);
        }
    }

    private async ValueTask<LoadedTail> TailAsync(
        List<ManifestEntry> entries, LoadedSnapshot snapshot, StoreHead head, string model, CancellationToken cancellationToken)
    {
        long[] ids = [.. entries.Select(entry => entry.Content).Where(id => snapshot.Ordinal(id) < 0).Distinct().Order()];
        if (_tail is { } kept && kept.Model == model && kept.Ids.AsSpan().SequenceEqual(ids) && (kept.WithoutVectors == 0 || kept.Sequence == head.Sequence))
        {
            return kept;
        }

        var builder = new SegmentBuilder();
        var withoutVectors = 0;
        await foreach (var content in store.ReadContentsAsync(ids, model, cancellationToken).ConfigureAwait(false))
        {
            builder.Add(content.Id, content.Record, content.Vectors);
            withoutVectors += content.Vectors is null && content.Record.Chunks.Length > 0 ? 1 : 0;
        }

        return _tail = new(ids, builder.Build(), model, head.Sequence, withoutVectors);
    }

    private sealed record LoadedSnapshot(SnapshotInfo? Info, long[] Ids, IndexSegment Segment)
    {
        public static LoadedSnapshot Nothing { get; } = new(null, [], new SegmentBuilder().Build());

        public int Ordinal(long id) => Array.BinarySearch(Ids, id);
    }

    private sealed record LoadedTail(long[] Ids, IndexSegment Segment, string Model, long Sequence, int WithoutVectors)
    {
        public int Ordinal(long id) => Array.BinarySearch(Ids, id);
    }
}
