using System.Buffers;
using System.Runtime.InteropServices;

namespace McpContextBrowser.Core.Vectors;

/// <content>The index as a section of a snapshot.</content>
public sealed partial class HnswIndex
{
    // 1: header; node of each id; levels; links of layer 0, links above; rows; originals
    // 2: the same without the originals, which are elsewhere
    private const int WithOriginals = 1;
    private const int OriginalsElsewhere = 2;
    internal const int Magic = 0x57534E48; // "HNSW"

    private const int MostBlockBytes = 1 << 16;

    // Nodes written by one call: a span holds at most 2 GiB.
    private const int NodesAtOnce = 4096;

    /// <summary>Bytes of the originals among <see cref="ResidentBytes"/>.</summary>
    public long OriginalBytes => (long)_nodes * (_memory.Originals?.RowBytes ?? 0);

    /// <summary>Writes the index, without the traces of what was removed; <see cref="Read(ReadOnlyMemory{byte})"/> gives it back.</summary>
    /// <exception cref="InvalidOperationException">Its originals stay on disk.</exception>
    public void Write(IBufferWriter<byte> output) => Write(output, null);

    /// <summary>The same, with the originals beside it, to be left on disk: one row a node, without a header or a sum.</summary>
    /// <param name="output">Takes the section.</param>
    /// <param name="originals">Takes the originals; null keeps them in the section.</param>
    /// <returns>Bytes a block of the originals should have: whole rows, about a page of memory. 0 without originals.</returns>
    /// <exception cref="InvalidOperationException">Its originals stay on disk.</exception>
    public int Write(IBufferWriter<byte> output, IBufferWriter<byte>? originals)
    {
        lock (_changing)
        {
            RefuseIfStored();
            ObjectDisposedException.ThrowIf(!_memory.TryHold(), this);
            try
            {
                Repair();
                var writer = new SectionWriter(output);
                WriteHeader(writer, originals is null || _memory.Originals is null ? WithOriginals : OriginalsElsewhere);
                writer.Part(_ids.Nodes);
                writer.Part<byte>(_memory.Levels.AsSpan(0, _nodes));
                WriteBlocks(writer, _nodes, _memory.BaseLinkBytes);
                WriteBlocks(writer, _upperLists, _memory.UpperLinkBytes);
                WriteBlocks(writer, _nodes, _memory.RowsAsBytes);
                var rows = _memory.Originals;
                if (rows is not null && originals is null)
                {
                    WriteBlocks(writer, _nodes, rows.Bytes);
                }

                writer.End();
                if (rows is null || originals is null)
                {
                    return 0;
                }

                for (var first = 0; first < _nodes; first += NodesAtOnce)
                {
                    originals.Write(rows.Bytes(first, Math.Min(NodesAtOnce, _nodes - first)));
                }

                return StoredOriginals.BlockBytesFor(rows.RowBytes);
            }
            finally
            {
                _memory.Release();
            }
        }
    }

    /// <summary>Opens a section that <see cref="Write(IBufferWriter{byte})"/> wrote; its memory is not needed afterwards.</summary>
    /// <exception cref="InvalidDataException">The section is damaged, truncated or of another version; the message names the field.</exception>
    public static HnswIndex Read(ReadOnlyMemory<byte> section) => Read(section, null, OriginalsPlace.Memory);

    /// <summary>The same; the index scores on originals that stay where they are, and takes about half of the memory.</summary>
    /// <param name="section">What was written with them beside it.</param>
    /// <param name="originals">They; owned by the index. Null for a section that has its originals itself.</param>
    /// <param name="place">Whether they stay there or are read into memory now.</param>
    /// <exception cref="Contracts.CtxbException">They cannot be read.</exception>
    /// <exception cref="InvalidDataException">The section or the length of the originals is not what belongs together.</exception>
    public static HnswIndex Read(ReadOnlyMemory<byte> section, IOriginalBlocks? originals, OriginalsPlace place) => Read(section, originals, place, Distance.Best);

    internal static HnswIndex Read(ReadOnlyMemory<byte> section, IOriginalBlocks? blocks, OriginalsPlace place, SimdLevel simd)
    {
        var reader = new SectionReader(section.Span, "The graph section");
        reader.Header("magic", Magic, Magic);
        var elsewhere = reader.Header("version", WithOriginals, OriginalsElsewhere) == OriginalsElsewhere;
        var options = new HnswOptions
        {
            Dimensions = reader.Header("dimensions", 1, Padding.MostDimensions),
            Measure = (VectorMeasure)reader.Header("measure", 0, (int)VectorMeasure.SquaredEuclidean),
            Links = reader.Header("links", 4, HnswOptions.MostLinks),
            BuildBreadth = reader.Header("build breadth", 8, 4096),
            Codes = reader.Header("codes", 0, 1) == 1,
            Originals = (OriginalVectors)reader.Header("originals", 0, (int)OriginalVectors.Full),
            Simd = simd,
        };
        var scale = BitConverter.Int32BitsToSingle(reader.Header("scale", 1, int.MaxValue));
        if (!float.IsFinite(scale))
        {
            throw reader.Damaged("scale", "it is not a finite number above 0");
        }

        var idCapacity = reader.Header("id capacity", 0, Array.MaxLength);
        var nodes = reader.Header("nodes", 0, Array.MaxLength);
        var idCount = reader.Header("ids", 0, idCapacity);
        var upperLists = reader.Header("upper lists", 0, nodes);
        var entry = new GraphEntry(reader.Header("entry", -1, nodes - 1), reader.Header("top layer", -1, NodeLevels.Highest));
        var originalBytes = options.Codes ? OriginalRows.RowBytesFor(options.Originals, options.Dimensions) : 0;
        CheckOriginals(reader, elsewhere, blocks, nodes, originalBytes);
        var rowBytes = HnswMemory.RowBytesFor(options);
        reader.CheckLengthAndSum(
            (long)idCapacity * sizeof(int),
            nodes,
            (long)nodes * options.Links * 2 * sizeof(int),
            (long)upperLists * options.Links * sizeof(int),
            (long)nodes * rowBytes,
            elsewhere ? 0 : (long)nodes * originalBytes);

        var stay = elsewhere && place == OriginalsPlace.Disk;
        var kept = stay ? options with { Originals = OriginalVectors.None } : options;
        var ids = IdChains.Read(ref reader, idCapacity, nodes, idCount);
        var memory = new HnswMemory(kept, Math.Max(nodes, LeastCapacity), Math.Max(upperLists, 1))
        {
            Stored = stay ? new StoredOriginals(blocks!, options.Originals, options.Dimensions) : null,
        };
        try
        {
            memory.Quantizer = new ScalarQuantizer(scale);
            ReadGraph(ref reader, memory, ids, nodes, upperLists, entry);
            ReadRows(ref reader, memory, nodes, elsewhere ? blocks : null);
        }
        catch
        {
            memory.Dispose();
            throw;
        }

        if (!stay)
        {
            blocks?.Dispose();
        }

        var index = new HnswIndex(kept, ids, memory) { _nodes = nodes, _upperLists = upperLists, Entry = entry };
        for (var node = nodes - 1; node >= 0; node--)
        {
            if (!ids.HasIds(node))
            {
                index._free.Push(node);
            }
        }

        return index;
    }

    private static void CheckOriginals(SectionReader reader, bool elsewhere, IOriginalBlocks? blocks, int nodes, int rowBytes)
    {
        if (!elsewhere)
        {
            return;
        }

        if (rowBytes == 0 || blocks is null || blocks.Length != (long)nodes * rowBytes || blocks.BlockBytes % rowBytes != 0
            || blocks.BlockBytes < rowBytes || blocks.BlockBytes > Math.Max(rowBytes, MostBlockBytes))
        {
            throw reader.Damaged(
                "originals", $"{nodes} rows of {rowBytes} bytes are elsewhere, and there are {blocks?.Length ?? 0} bytes in blocks of {blocks?.BlockBytes ?? 0}");
        }
    }

    private void WriteHeader(SectionWriter writer, int version)
    {
        writer.Header(Magic);
        writer.Header(version);
        writer.Header(_options.Dimensions);
        writer.Header((int)_options.Measure);
        writer.Header(_options.Links);
        writer.Header(_options.BuildBreadth);
        writer.Header(_options.Codes ? 1 : 0);
        writer.Header((int)_options.Originals);
        writer.Header(BitConverter.SingleToInt32Bits(_memory.Quantizer.Scale));
        writer.Header(_ids.IdCapacity);
        writer.Header(_nodes);
        writer.Header(_ids.Count);
        writer.Header(_upperLists);
        writer.Header(Entry.Node);
        writer.Header(Entry.Layer);
        writer.EndHeader();
    }

    private delegate Span<byte> Block(int first, int count);

    private static void WriteBlocks(SectionWriter writer, int count, Block block)
    {
        // Full blocks are a multiple of 64 bytes, so padding can only follow the last.
        for (var first = 0; first < count; first += NodesAtOnce)
        {
            writer.Part<byte>(block(first, Math.Min(NodesAtOnce, count - first)));
        }
    }

    // Every link leads to a node that exists, has an id, and lives on the layer.
    private static void ReadGraph(ref SectionReader reader, HnswMemory memory, IdChains ids, int nodes, int upperLists, GraphEntry entry)
    {
        reader.Part<byte>(nodes).CopyTo(memory.Levels);
        var lists = 0L;
        for (var node = 0; node < nodes; node++)
        {
            memory.UpperStarts[node] = (int)lists;
            lists += memory.Levels[node];
            if (memory.Levels[node] > NodeLevels.Highest || lists > upperLists)
            {
                throw reader.Damaged("levels", $"those up to node {node} need more lists than there are");
            }
        }

        if (lists != upperLists)
        {
            throw reader.Damaged("levels", $"they need {lists} lists above layer 0, there are {upperLists}");
        }

        var valid = entry.IsNone
            ? ids.Count == 0 && entry == GraphEntry.None
            : ids.HasIds(entry.Node) && memory.Levels[entry.Node] == entry.Layer;
        if (!valid)
        {
            throw reader.Damaged("entry", $"node {entry.Node} does not live up to layer {entry.Layer}");
        }

        MemoryMarshal.AsBytes(reader.Part<int>(nodes * memory.BaseSlots)).CopyTo(memory.BaseLinkBytes(0, nodes));
        MemoryMarshal.AsBytes(reader.Part<int>(upperLists * memory.UpperSlots)).CopyTo(memory.UpperLinkBytes(0, upperLists));
        for (var node = 0; node < nodes; node++)
        {
            for (var layer = 0; layer <= memory.Levels[node]; layer++)
            {
                foreach (var link in memory.LinksOf(node, layer))
                {
                    if ((uint)link >= (uint)nodes || memory.Levels[link] < layer || !ids.HasIds(link))
                    {
                        throw reader.Damaged("links", $"node {node} on layer {layer} has a link to {link}");
                    }
                }
            }
        }
    }

    private static void ReadRows(ref SectionReader reader, HnswMemory memory, int nodes, IOriginalBlocks? elsewhere)
    {
        reader.Part<byte>(nodes * memory.RowBytes).CopyTo(memory.RowsAsBytes(0, nodes));
        if (memory.Originals is { } rows && elsewhere is not null)
        {
            var block = elsewhere.BlockBytes / rows.RowBytes;
            for (var first = 0; first < nodes; first += block)
            {
                elsewhere.Read(first / block, rows.Bytes(first, Math.Min(block, nodes - first)));
            }
        }
        else if (memory.Originals is { } originals)
        {
            reader.Part<byte>(nodes * originals.RowBytes).CopyTo(originals.Bytes(0, nodes));
        }

        for (var node = 0; node < nodes && memory.SquaredNorms.Length > 0; node++)
        {
            memory.SetSquaredNorm(node);
        }
    }
}
