using System.Buffers;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Crypto;

/// <summary>
/// Seals the records of one writer. Its key comes from a random salt, so copies of a data directory, restored backups and
/// snapshots of a machine never repeat a nonce under one key, whatever they write. For many threads.
/// </summary>
public sealed class SealingSession : IDisposable
{
    private readonly SessionCipher _cipher;
    private readonly string _source;
    private long _sealed;

    internal SealingSession(SessionCipher cipher, string source, long alreadySealed = 0)
    {
        _cipher = cipher;
        _source = source;
        _sealed = alreadySealed;
    }

    /// <summary>To be stored, durably, before the first record that this session seals.</summary>
    public SessionHeader Header => _cipher.Header;

    /// <summary>Records sealed so far.</summary>
    public long Sealed => Interlocked.Read(ref _sealed);

    /// <summary>Bytes of the record for a plaintext of <paramref name="plaintextLength"/> bytes.</summary>
    public static int SealedLength(int plaintextLength) => checked(plaintextLength + RecordHeader.Overhead);

    /// <summary>Seals one record.</summary>
    /// <param name="destination">At least <see cref="SealedLength"/> bytes; must not overlap <paramref name="plaintext"/>.</param>
    /// <returns>Bytes written.</returns>
    /// <exception cref="CtxbException">The session has used all its 2³² nonces: begin another.</exception>
    public int Seal(in RecordAddress address, ReadOnlySpan<byte> plaintext, Span<byte> destination)
    {
        var length = SealedLength(plaintext.Length);
        if (destination.Length < length)
        {
            throw new ArgumentException($"A record of {length} bytes does not fit into {destination.Length}.", nameof(destination));
        }

        var counter = Interlocked.Increment(ref _sealed) - 1;
        if (counter > uint.MaxValue)
        {
            throw new CtxbException(
                ErrorCodes.RecordRefused, $"{_source}: this writer has sealed 2^32 records, more would repeat a nonce.", "Start the command again; it begins a new session.");
        }

        _cipher.Seal(new(address, _cipher.Header.Id, (uint)counter, plaintext.Length), plaintext, destination[..length]);
        return length;
    }

    /// <summary>Seals one record behind what <paramref name="destination"/> already holds.</summary>
    /// <inheritdoc cref="Seal(in RecordAddress, ReadOnlySpan{byte}, Span{byte})"/>
    public int Seal(in RecordAddress address, ReadOnlySpan<byte> plaintext, IBufferWriter<byte> destination)
    {
        var written = Seal(address, plaintext, destination.GetSpan(SealedLength(plaintext.Length)));
        destination.Advance(written);
        return written;
    }

    /// <summary>A new array that holds the record, for a column of type BLOB.</summary>
    /// <inheritdoc cref="Seal(in RecordAddress, ReadOnlySpan{byte}, Span{byte})"/>
    public byte[] Seal(in RecordAddress address, ReadOnlySpan<byte> plaintext)
    {
        var record = new byte[SealedLength(plaintext.Length)];
        Seal(address, plaintext, record);
        return record;
    }

    public void Dispose() => _cipher.Dispose();
}
