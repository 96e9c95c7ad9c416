namespace McpContextBrowser.Core.Crypto;

/// <summary>
/// What a reader needs to find the key of one writer session: a row of the store's table <c>sessions</c>. None of it is secret.
/// The writer makes it durable before the first record that names it.
/// </summary>
/// <param name="Id">Names the session inside its collection; records carry it. Two copies of a directory may both use one
/// number: their salts differ.</param>
/// <param name="Purpose">What the session is for.</param>
/// <param name="KeyVersion">Version of the data key from which the session's key is derived.</param>
/// <param name="Salt"><see cref="SaltLength"/> random bytes.</param>
/// <param name="Collection">SHA-256 of the collection's id: tells another collection's session apart from a wrong key.</param>
/// <param name="Commitment">32 bytes that only the right data key derives; compared before the key is used.</param>
public sealed record SessionHeader(
    uint Id, SealingPurpose Purpose, int KeyVersion, ReadOnlyMemory<byte> Salt, ReadOnlyMemory<byte> Collection, ReadOnlyMemory<byte> Commitment)
{
    /// <summary>Bytes of a salt: 128 bits, so that 2³² sessions of one data key repeat one with a chance below 2⁻⁶⁴.</summary>
    public const int SaltLength = 16;
}
