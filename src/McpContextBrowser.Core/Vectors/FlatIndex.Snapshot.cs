using System.Buffers;

namespace McpContextBrowser.Core.Vectors;

/// <content>The index as a section of a snapshot.</content>
public sealed partial class FlatIndex
{
    // 1: header, node of each id, scales, codes, originals
    private const int Version = 1;
    private const int Magic = 0x54414C46; // "FLAT"

    /// <summary>Bytes that <see cref="Write"/> writes.</summary>
    /// <exception cref="OverflowException">More than a section holds.</exception>
    public int SectionLength => checked((int)(Padding.Line + Lines((long)_rows.Ids.IdCapacity * sizeof(int)) + Lines((long)_rows.Count * sizeof(float))
        + ((long)_rows.Count * (_rows.RowBytes + (_rows.Originals?.RowBytes ?? 0))) + sizeof(ulong)));

    /// <summary>Writes the index; <see cref="Read"/> gives it back.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        using var hold = new ArenaHold(_rows.Memory, _rows.Originals?.Memory);
        var options = _rows.Options;
        var writer = new SectionWriter(output);
        writer.Header(Magic);
        writer.Header(Version);
        writer.Header(options.Dimensions);
        writer.Header((int)options.Measure);
        writer.Header((int)options.Originals);
        writer.Header(_rows.Ids.IdCapacity);
        writer.Header(_rows.Count);
        writer.Header(_rows.Ids.Count);
        writer.EndHeader();
        writer.Part(_rows.Ids.Nodes);
        writer.Part<float>(_rows.Scales.AsSpan(0, _rows.Count));
        WriteRows(writer);
        writer.End();
    }

    /// <summary>Opens a section that <see cref="Write"/> wrote; its memory is not needed afterwards.</summary>
    /// <exception cref="InvalidDataException">The section is damaged, truncated or of another version; the message names the field.</exception>
    public static FlatIndex Read(ReadOnlyMemory<byte> section)
    {
        var reader = new SectionReader(section.Span, "The vector section");
        reader.Header("magic", Magic, Magic);
        reader.Header("version", Version, Version);
        var options = new FlatIndexOptions
        {
            Dimensions = reader.Header("dimensions", 1, Padding.MostDimensions),
            Measure = (VectorMeasure)reader.Header("measure", 0, (int)VectorMeasure.SquaredEuclidean),
            Originals = (OriginalVectors)reader.Header("originals", 0, (int)OriginalVectors.Full),
        };
        var idCapacity = reader.Header("id capacity", 0, int.MaxValue);
        var rowCount = reader.Header("vectors", 0, idCapacity);
        var idCount = reader.Header("ids", rowCount, idCapacity);
        var rowBytes = Padding.CodesFor(options.Dimensions);
        var originalBytes = OriginalRows.RowBytesFor(options.Originals, options.Dimensions);
        reader.CheckLengthAndSum(
            (long)idCapacity * sizeof(int),
            (long)rowCount * sizeof(float),
            (long)rowCount * rowBytes,
            (long)rowCount * originalBytes);

        var ids = IdChains.Read(ref reader, idCapacity, rowCount, idCount);
        var rows = new FlatRows(options, ids, rowCount) { Count = rowCount };
        reader.Part<float>(rowCount).CopyTo(rows.Scales);
        if (rows.Scales.AsSpan().ContainsAnyExceptInRange(float.Epsilon, float.MaxValue))
        {
            rows.Dispose();
            throw reader.Damaged("scales", "one is not a finite number above 0");
        }

        ReadRows(ref reader, rows);
        return new FlatIndex(rows);
    }

    private static long Lines(long bytes) => (bytes + Padding.Line - 1) / Padding.Line * Padding.Line;

    private void WriteRows(SectionWriter writer)
    {
        // A span holds at most 2 GiB; rows are a multiple of 64 bytes, so several parts lie together like one.
        for (var first = 0; first < _rows.Count; first += RowsAtOnce)
        {
            writer.Part<byte>(_rows.Codes(first, Math.Min(RowsAtOnce, _rows.Count - first)));
        }

        for (var first = 0; _rows.Originals is not null && first < _rows.Count; first += RowsAtOnce)
        {
            writer.Part<byte>(_rows.Originals.Bytes(first, Math.Min(RowsAtOnce, _rows.Count - first)));
        }
    }

    private static void ReadRows(ref SectionReader reader, FlatRows rows)
    {
        reader.Part<byte>(rows.Count * rows.RowBytes).CopyTo(rows.Codes(0, rows.Count));
        if (rows.Originals is { } originals)
        {
            reader.Part<byte>(rows.Count * originals.RowBytes).CopyTo(originals.Bytes(0, rows.Count));
        }

        for (var row = 0; row < rows.SquaredNorms.Length; row++)
        {
            rows.SetNorm(row);
        }
    }
}
