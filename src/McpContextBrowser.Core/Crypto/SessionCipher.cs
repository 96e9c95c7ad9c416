using System.Buffers.Binary;

namespace McpContextBrowser.Core.Crypto;

/// <summary>The key of one writer session, bound to its collection: seals and opens records. For many threads.</summary>
/// <param name="header">Its row in the store.</param>
/// <param name="cipher">Owned: disposed with this.</param>
/// <param name="collectionDigest">SHA-256 of the collection's id.</param>
internal sealed class SessionCipher(SessionHeader header, IRecordCipher cipher, byte[] collectionDigest) : IDisposable
{
    private const int AssociatedLength = RecordHeader.Length + 32;

    public SessionHeader Header { get; } = header;

    /// <param name="record">Exactly <see cref="RecordHeader.Overhead"/> longer than <paramref name="plaintext"/>.</param>
    public void Seal(in RecordHeader record, ReadOnlySpan<byte> plaintext, Span<byte> destination)
    {
        Span<byte> nonce = stackalloc byte[GcmCipher.NonceLength];
        Span<byte> associated = stackalloc byte[AssociatedLength];
        Nonce(record.Counter, nonce);
        record.Write(destination);
        Associate(destination, associated);
        cipher.Seal(
            nonce,
            plaintext,
            destination.Slice(RecordHeader.Length, plaintext.Length),
            destination[(RecordHeader.Length + plaintext.Length)..],
            associated);
    }

    /// <param name="plaintext">Exactly <see cref="RecordHeader.PlaintextLength"/> bytes.</param>
    /// <returns>False when any byte of the record is not as it was sealed, or it was sealed for another collection.</returns>
    public bool TryOpen(in RecordHeader record, ReadOnlySpan<byte> bytes, Span<byte> plaintext)
    {
        Span<byte> nonce = stackalloc byte[GcmCipher.NonceLength];
        Span<byte> associated = stackalloc byte[AssociatedLength];
        Nonce(record.Counter, nonce);
        Associate(bytes, associated);
        return cipher.TryOpen(
            nonce,
            bytes.Slice(RecordHeader.Length, record.PlaintextLength),
            bytes[(RecordHeader.Length + record.PlaintextLength)..],
            plaintext,
            associated);
    }

    public void Dispose() => cipher.Dispose();

    // The session's key is its own, so a plain count from 0 is a nonce that never repeats (NIST SP 800-38D, 8.2.1).
    private static void Nonce(uint counter, Span<byte> nonce)
    {
        nonce.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(nonce[8..], counter);
    }

    private void Associate(ReadOnlySpan<byte> record, Span<byte> associated)
    {
        record[..RecordHeader.Length].CopyTo(associated);
        collectionDigest.CopyTo(associated[RecordHeader.Length..]);
    }
}
