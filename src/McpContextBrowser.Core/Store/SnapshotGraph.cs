using System.Buffers;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Vectors;

namespace McpContextBrowser.Core.Store;

/// <summary>Builds the graph of a snapshot that was written with an exact index: the same sections, other vectors.</summary>
/// <param name="store">The collection's store, which has the vectors as they were made.</param>
/// <param name="threads">Threads that link nodes. At least 1.</param>
/// <param name="originals">Where the original vectors are while the graph is searched.</param>
public sealed class SnapshotGraph(IContentStore store, int threads, OriginalsPlace originals)
{
    /// <summary>Reads the snapshot's vectors and links them; takes about 70 µs a vector and thread.</summary>
    /// <param name="snapshot">The current snapshot, of a model.</param>
    /// <param name="used">Contents that trees use; others may be collected meanwhile and get no place in the graph then.</param>
    /// <param name="cancellationToken">Stops reading and linking.</param>
    /// <exception cref="InvalidDataException">The snapshot is missing or damaged, or has no vectors.</exception>
    /// <exception cref="CtxbException">The store cannot be read.</exception>
    public async Task<SnapshotSections> BuildAsync(SnapshotInfo snapshot, IReadOnlySet<long> used, CancellationToken cancellationToken)
    {
        var sections = await store.ReadSnapshotAsync(snapshot, cancellationToken).ConfigureAwait(false);
        var firstOf = FirstChunks(sections);
        var vectors = new List<(int Chunk, VectorBlock Rows, int Row)>();
        var kept = sections.ContentIds.Where(used.Contains).ToList();
        await foreach (var content in store.ReadContentsAsync(kept, snapshot.Model, cancellationToken).ConfigureAwait(false))
        {
            Take(content, firstOf[content.Id], vectors);
        }

        foreach (var id in sections.ContentIds.Where(id => !used.Contains(id)))
        {
            try
            {
                await foreach (var content in store.ReadContentsAsync([id], snapshot.Model, cancellationToken).ConfigureAwait(false))
                {
                    Take(content, firstOf[id], vectors);
                }
            }
            catch (CtxbException problem) when (problem.Code == ErrorCodes.IndexDamaged)
            {
                // Collected, and its number is never given again: no tree can want its vectors.
            }
        }

        var (section, beside) = Link(vectors, cancellationToken);
        return sections with { Vectors = section, Originals = beside };
    }

    private static Dictionary<long, int> FirstChunks(SnapshotSections sections)
    {
        var first = ChunkTable.Read(sections.Chunks).FirstChunk;
        if (first.Length != sections.ContentIds.Count + 1)
        {
            throw new InvalidDataException($"snapshot: {sections.ContentIds.Count} contents, {first.Length - 1} in the chunk table");
        }

        var firstOf = new Dictionary<long, int>(sections.ContentIds.Count);
        for (var i = 0; i < sections.ContentIds.Count; i++)
        {
            firstOf[sections.ContentIds[i]] = first[i];
        }

        return firstOf;
    }

    private static void Take(StoredContent content, int first, List<(int Chunk, VectorBlock Rows, int Row)> vectors)
    {
        for (var row = 0; content.Vectors is { } rows && row < rows.Rows; row++)
        {
            if (rows.HasVector(row))
            {
                vectors.Add((first + row, rows, row));
            }
        }
    }

    private (ReadOnlyMemory<byte> Section, IOriginalBlocks? Originals) Link(List<(int Chunk, VectorBlock Rows, int Row)> vectors, CancellationToken cancellationToken)
    {
        if (vectors.Count == 0)
        {
            throw new InvalidDataException("snapshot: none of its contents has vectors");
        }

        var vector = new float[vectors[0].Rows.Dimensions];
        using var graph = new HnswIndex(new HnswOptions { Dimensions = vector.Length }, vectors.Count);
        graph.AddRange(
            vectors.ConvertAll(item => item.Chunk).ToArray(),
            i =>
            {
                vectors[i].Rows.Read(vectors[i].Row, vector);
                return vector;
            },
            threads,
            cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        vectors.Clear();
        if (originals == OriginalsPlace.Memory)
        {
            var whole = new ArrayBufferWriter<byte>((int)Math.Min(Array.MaxLength, graph.ResidentBytes + (graph.ResidentBytes / 64)));
            graph.Write(whole);
            return (whole.WrittenMemory, null);
        }

        var links = graph.ResidentBytes - graph.OriginalBytes;
        var section = new ArrayBufferWriter<byte>((int)Math.Min(Array.MaxLength, links + (links / 64)));
        var beside = new ArrayBufferWriter<byte>((int)Math.Min(Array.MaxLength, graph.OriginalBytes));
        var blockBytes = graph.Write(section, beside);
        return (section.WrittenMemory, new MemoryBlocks(beside.WrittenMemory, blockBytes));
    }
}
