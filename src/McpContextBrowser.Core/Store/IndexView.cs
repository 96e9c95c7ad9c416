using McpContextBrowser.Core.Chunking;

namespace McpContextBrowser.Core.Store;

/// <summary>
/// What one search holds: one tree as of one moment, over the segments that have its contents. Immutable; segments may
/// hold contents of other trees too, which the search leaves out of hits and of every statistic.
/// </summary>
/// <param name="segments">Snapshot first, then tail and overlay.</param>
/// <param name="places">The tree's files, ordered by path.</param>
/// <param name="readText">Gives a part of the text of a place by its index, as it was indexed (secrets replaced).</param>
/// <param name="holdsPiece">Tells whether that text has a piece.</param>
public sealed class IndexView(
    IReadOnlyList<IndexSegment> segments,
    IReadOnlyList<Place> places,
    Func<int, TextPart, CancellationToken, ValueTask<string>> readText,
    Func<int, CaselessPiece, CancellationToken, ValueTask<bool>> holdsPiece)
{
    public IReadOnlyList<IndexSegment> Segments { get; } = segments;

    public IReadOnlyList<Place> Places { get; } = places;

    /// <summary>The snapshot that the first segment was opened from; null without one.</summary>
    public SnapshotInfo? Snapshot { get; init; }

    /// <summary>Model of the segments' vectors; empty without.</summary>
    public string Model { get; init; } = "";

    /// <summary>Contents behind the snapshot that the model has not embedded yet.</summary>
    public int ContentsWithoutVectors { get; init; }

    /// <summary>The indexed text of a place.</summary>
    /// <param name="place">Index into <see cref="Places"/>.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    public ValueTask<string> ReadTextAsync(int place, CancellationToken cancellationToken) => readText(place, TextPart.Whole, cancellationToken);

    /// <summary>The text of one of its chunks; of a large file only what the chunk lies in is unpacked.</summary>
    /// <param name="place">Index into <see cref="Places"/>.</param>
    /// <param name="chunk">From the chunk table of the place's segment.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    public ValueTask<string> ReadTextAsync(int place, in Chunk chunk, CancellationToken cancellationToken) =>
        readText(place, new(chunk.Start, chunk.Length), cancellationToken);

    /// <summary>Whether a piece stands in the indexed text of a place; costs less than to read it.</summary>
    /// <param name="place">Index into <see cref="Places"/>.</param>
    /// <param name="piece">What to look for.</param>
    /// <param name="cancellationToken">Stops the look-up.</param>
    public ValueTask<bool> HoldsAsync(int place, CaselessPiece piece, CancellationToken cancellationToken) => holdsPiece(place, piece, cancellationToken);
}
