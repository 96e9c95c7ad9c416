using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace McpContextBrowser.Core.Vectors;

/// <summary>Reads what <see cref="SectionWriter"/> wrote and believes nothing: every failure names the field.</summary>
/// <param name="section">The whole section.</param>
/// <param name="name">What it is, for messages.</param>
internal ref struct SectionReader(ReadOnlySpan<byte> section, string name)
{
    private const int Line = Padding.Line;

    private readonly ReadOnlySpan<byte> _section = section;
    private int _headerPlace;
    private long _place = Line;

    /// <summary>Reads the next number of the header.</summary>
    /// <exception cref="InvalidDataException">The section has no whole header, or the number is outside the range.</exception>
    public int Header(string field, int least, int most)
    {
        if (_section.Length < Line + sizeof(ulong))
        {
            throw Damaged("header", $"the section has {_section.Length} bytes");
        }

        var value = BinaryPrimitives.ReadInt32LittleEndian(_section[_headerPlace..]);
        _headerPlace += sizeof(int);
        if (value < least || value > most)
        {
            throw Damaged(field, $"{value} is outside {least} to {most}");
        }

        return value;
    }

    /// <summary>Before memory is taken: the section must have exactly the parts that its header announces, unchanged.</summary>
    /// <param name="partBytes">Length of each part, not padded.</param>
    public readonly void CheckLengthAndSum(params ReadOnlySpan<long> partBytes)
    {
        long expected = Line + sizeof(ulong);
        foreach (var bytes in partBytes)
        {
            expected += Padded(bytes);
        }

        if (_section.Length != expected)
        {
            throw Damaged("length", $"the header announces {expected} bytes, there are {_section.Length}");
        }

        var body = _section[..^sizeof(ulong)];
        if (Xxh64.Hash(body) != BinaryPrimitives.ReadUInt64LittleEndian(_section[body.Length..]))
        {
            throw Damaged("checksum", "it does not match the content");
        }
    }

    /// <summary>The next part, in place.</summary>
    public ReadOnlySpan<T> Part<T>(int count)
        where T : unmanaged
    {
        var bytes = (long)count * Unsafe.SizeOf<T>();
        var part = _section.Slice((int)_place, (int)bytes);
        _place += Padded(bytes);
        return MemoryMarshal.Cast<byte, T>(part);
    }

    public readonly InvalidDataException Damaged(string field, string why) =>
        new($"{name} is damaged: {field}: {why}.");

    private static long Padded(long bytes) => (bytes + Line - 1) / Line * Line;
}
