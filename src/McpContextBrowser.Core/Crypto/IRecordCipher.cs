namespace McpContextBrowser.Core.Crypto;

/// <summary>What makes a record's bytes of its plaintext: sealing, or the bare copy of an index that is not sealed. For many threads.</summary>
internal interface IRecordCipher : IDisposable
{
    /// <param name="nonce">12 bytes that this cipher has never seen before.</param>
    /// <param name="plaintext">Any number of bytes.</param>
    /// <param name="output">Exactly the length of <paramref name="plaintext"/>; may be the same memory.</param>
    /// <param name="tag">16 bytes, by which <see cref="TryOpen"/> knows the record again.</param>
    /// <param name="associated">Bytes that are vouched for and not part of the output.</param>
    void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, Span<byte> output, Span<byte> tag, ReadOnlySpan<byte> associated);

    /// <param name="plaintext">Exactly the length of <paramref name="sealedBytes"/>; holds nothing usable when the answer is false.</param>
    /// <returns>False when any of it is not as it was sealed.</returns>
    bool TryOpen(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> sealedBytes, ReadOnlySpan<byte> tag, Span<byte> plaintext, ReadOnlySpan<byte> associated);
}
