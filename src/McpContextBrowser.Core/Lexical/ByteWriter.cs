namespace McpContextBrowser.Core.Lexical;

/// <summary>Bytes that grow at the end and keep their memory when cleared.</summary>
internal sealed class ByteWriter
{
    private byte[] _bytes = new byte[4096];
    private int _count;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _count);

    public void Clear() => _count = 0;

    public void Write(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    public void WriteNumber(uint value) => GiveBack(VarInt.Longest - VarInt.Write(Reserve(VarInt.Longest), value));

    /// <summary>Appends this many bytes, to be filled by the caller before the next call.</summary>
    public Span<byte> Reserve(int count)
    {
        if (_count + count > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _count + count));
        }

        _count += count;
        return _bytes.AsSpan(_count - count, count);
    }

    /// <summary>Takes back the last bytes that a reservation did not need.</summary>
    public void GiveBack(int count) => _count -= count;
}
