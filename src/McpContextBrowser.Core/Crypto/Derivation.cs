using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace McpContextBrowser.Core.Crypto;

/// <summary>How keys come from keys: HKDF-SHA256 (RFC 5869) and HMAC-SHA256 (RFC 2104), each use with its own label.</summary>
internal static class Derivation
{
    /// <summary>Bytes of every key of this room.</summary>
    public const int KeyLength = 32;

    /// <summary>Bytes of a commitment: as long as the hash, so that no two keys with the same one can be found.</summary>
    public const int CommitmentLength = 32;

    /// <summary>HKDF extract and expand.</summary>
    /// <param name="output">At most 255 · 32 bytes.</param>
    /// <exception cref="ArgumentException"><paramref name="output"/> is empty or longer than HKDF can give.</exception>
    public static void Expand(ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> info, Span<byte> output) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, output, salt, info);

    /// <param name="output">Exactly 32 bytes.</param>
    public static void Authenticate(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, Span<byte> output) =>
        HMACSHA256.HashData(key, message, output);

    /// <summary>
    /// An encryption key and the commitment to it, from one expansion. AES-GCM alone does not commit: a ciphertext can be made
    /// that opens under two keys. Comparing 32 derived bytes first both closes that and tells a wrong key from damage.
    /// </summary>
    /// <param name="label">ASCII; names the use and its version.</param>
    /// <param name="subkey">Exactly 32 bytes.</param>
    /// <param name="commitment">Exactly 32 bytes.</param>
    public static void Commit(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> label, Span<byte> subkey, Span<byte> commitment)
    {
        Span<byte> both = stackalloc byte[KeyLength + CommitmentLength];
        Expand(key, salt, label, both);
        both[..KeyLength].CopyTo(subkey);
        both[KeyLength..].CopyTo(commitment);
        CryptographicOperations.ZeroMemory(both);
    }

    /// <summary>SHA-256 of a collection's id under this room's label: the form in which associated data name it.</summary>
    public static byte[] CollectionDigest(string collection)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData("ctxb collection 1\0"u8);
        hash.AppendData(Encoding.UTF8.GetBytes(collection));
        return hash.GetHashAndReset();
    }

    /// <summary>The label of a writer session's key.</summary>
    /// <param name="label">At least 32 bytes.</param>
    /// <returns>The part of <paramref name="label"/> that was filled.</returns>
    public static ReadOnlySpan<byte> SessionLabel(SealingPurpose purpose, uint session, Span<byte> label)
    {
        var name = "ctxb session 1\0"u8;
        name.CopyTo(label);
        label[name.Length] = (byte)purpose;
        BinaryPrimitives.WriteUInt32LittleEndian(label[(name.Length + 1)..], session);
        return label[..(name.Length + 1 + sizeof(uint))];
    }
}
