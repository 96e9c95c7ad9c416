using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace McpContextBrowser.Core.Vectors;

/// <summary>Writes the parts of an index as one section of a snapshot: little-endian, parts padded to 64 bytes, XXH64 at the end.</summary>
internal sealed class SectionWriter(IBufferWriter<byte> output)
{
    private const int MostAtOnce = 1 << 20;
    private const int Line = Padding.Line;

    private readonly byte[] _header = new byte[Line];
    private Xxh64 _checksum = Xxh64.Start(0);
    private int _headerLength;

    /// <summary>Adds a number to the header, which holds 16.</summary>
    public void Header(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_header.AsSpan(_headerLength), value);
        _headerLength += sizeof(int);
    }

    public void EndHeader() => Put(_header);

    /// <summary>Writes a part. Arrays are native-endian in memory: the platforms of this product are all little-endian.</summary>
    public void Part<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(values);
        var whole = bytes.Length / Line * Line;
        for (var start = 0; start < whole; start += MostAtOnce)
        {
            Put(bytes[start..Math.Min(whole, start + MostAtOnce)]);
        }

        if (whole < bytes.Length)
        {
            Span<byte> last = stackalloc byte[Line];
            last.Clear();
            bytes[whole..].CopyTo(last);
            Put(last);
        }
    }

    public void End()
    {
        var target = output.GetSpan(sizeof(ulong));
        BinaryPrimitives.WriteUInt64LittleEndian(target, _checksum.Finish([]));
        output.Advance(sizeof(ulong));
    }

    private void Put(ReadOnlySpan<byte> lines)
    {
        _checksum.Add(lines);
        output.Write(lines);
    }
}
