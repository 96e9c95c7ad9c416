using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace McpContextBrowser.Core.Crypto;

/// <summary>
/// No sealing at all, for an index whose owner asked for none: the bytes are copied. The tag holds a CRC-32C, so that a damaged disk is
/// noticed as before; against somebody who means harm it is nothing.
/// </summary>
internal sealed class PlainCipher : IRecordCipher
{
    public void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, Span<byte> output, Span<byte> tag, ReadOnlySpan<byte> associated)
    {
        plaintext.CopyTo(output);
        tag.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(tag, Sum(associated, plaintext));
    }

    public bool TryOpen(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> sealedBytes, ReadOnlySpan<byte> tag, Span<byte> plaintext, ReadOnlySpan<byte> associated)
    {
        sealedBytes.CopyTo(plaintext);
        return BinaryPrimitives.ReadUInt32LittleEndian(tag) == Sum(associated, sealedBytes) && !tag[sizeof(uint)..].ContainsAnyExcept((byte)0);
    }

    public void Dispose()
    {
    }

    private static uint Sum(ReadOnlySpan<byte> associated, ReadOnlySpan<byte> bytes) => ~Add(Add(uint.MaxValue, associated), bytes);

    private static uint Add(uint sum, ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
        {
            sum = BitOperations.Crc32C(sum, word);
        }

        foreach (var rest in bytes[(words.Length * sizeof(ulong))..])
        {
            sum = BitOperations.Crc32C(sum, rest);
        }

        return sum;
    }
}
