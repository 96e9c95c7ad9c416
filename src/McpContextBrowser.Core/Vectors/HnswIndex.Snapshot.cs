using System.Buffers;
using System.Runtime.InteropServices;

namespace McpContextBrowser.Core.Vectors;

/// <content>The index as a section of a snapshot.</content>
public sealed partial class HnswIndex
{
    // 1: header; node of each id; levels; links of layer 0, links above; rows; originals
    private const int Version = 1;
    internal const int Magic = 0x57534E48; // "HNSW"

    // Nodes written by one call: a span holds at most 2 GiB.
    private const int NodesAtOnce = 4096;

    /// <summary>Bytes of the originals among <see cref="ResidentBytes"/>.</summary>
    public long OriginalBytes => (long)_nodes * (_memory.Originals?.RowBytes ?? 0);

    /// <summary>Writes the index, without the traces of what was removed; <see cref="Read(ReadOnlyMemory{byte})"/> gives it back.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        lock (_changing)
        {
            ObjectDisposedException.ThrowIf(!_memory.TryHold(), this);
            try
            {
                Repair();
                var writer = new SectionWriter(output);
                WriteHeader(writer);
                writer.Part(_ids.Nodes);
                writer.Part<byte>(_memory.Levels.AsSpan(0, _nodes));
                WriteBlocks(writer, _nodes, _memory.BaseLinkBytes);
                WriteBlocks(writer, _upperLists, _memory.UpperLinkBytes);
                WriteBlocks(writer, _nodes, _memory.RowsAsBytes);
                if (_memory.Originals is { } originals)
                {
                    WriteBlocks(writer, _nodes, originals.Bytes);
                }

                writer.End();
            }
            finally
            {
                _memory.Release();
            }
        }
    }

    /// <summary>Opens a section that <see cref="Write"/> wrote; its memory is not needed afterwards.</summary>
    /// <exception cref="InvalidDataException">The section is damaged, truncated or of another version; the message names the field.</exception>
    public static HnswIndex Read(ReadOnlyMemory<byte> section) => Read(section, Distance.Best);

    internal static HnswIndex Read(ReadOnlyMemory<byte> section, SimdLevel simd)
    {
        var reader = new SectionReader(section.Span, "The graph section");
        reader.Header("magic", Magic, Magic);
        reader.Header("version", Version, Version);
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
        var rowBytes = HnswMemory.RowBytesFor(options);
        reader.CheckLengthAndSum(
            (long)idCapacity * sizeof(int),
            nodes,
            (long)nodes * options.Links * 2 * sizeof(int),
            (long)upperLists * options.Links * sizeof(int),
            (long)nodes * rowBytes,
            (long)nodes * originalBytes);

        var ids = IdChains.Read(ref reader, idCapacity, nodes, idCount);
        var memory = new HnswMemory(options, Math.Max(nodes, LeastCapacity), Math.Max(upperLists, 1));
        try
        {
            memory.Quantizer = new ScalarQuantizer(scale);
            ReadGraph(ref reader, memory, ids, nodes, upperLists, entry);
            ReadRows(ref reader, memory, nodes);
        }
        catch
        {
            memory.Dispose();
            throw;
        }

        var index = new HnswIndex(options, ids, memory) { _nodes = nodes, _upperLists = upperLists, Entry = entry };
        for (var node = nodes - 1; node >= 0; node--)
        {
            if (!ids.HasIds(node))
            {
                index._free.Push(node);
            }
        }

        return index;
    }

    private void WriteHeader(SectionWriter writer)
    {
        writer.Header(Magic);
        writer.Header(Version);
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

    private static void ReadRows(ref SectionReader reader, HnswMemory memory, int nodes)
    {
        reader.Part<byte>(nodes * memory.RowBytes).CopyTo(memory.RowsAsBytes(0, nodes));
        if (memory.Originals is { } originals)
        {
            reader.Part<byte>(nodes * originals.RowBytes).CopyTo(originals.Bytes(0, nodes));
        }

        for (var node = 0; node < nodes && memory.SquaredNorms.Length > 0; node++)
        {
            memory.SetSquaredNorm(node);
        }
    }
}
