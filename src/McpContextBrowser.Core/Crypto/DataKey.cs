using System.Security.Cryptography;

namespace McpContextBrowser.Core.Crypto;

/// <summary>One version of the key that seals a collection's records; it never seals itself, each writer session derives its own key from it.</summary>
public sealed class DataKey : IDisposable
{
    private readonly byte[] _key;

    /// <param name="key">32 bytes; copied.</param>
    internal DataKey(int version, DateTimeOffset created, ReadOnlySpan<byte> key)
    {
        if (key.Length != Derivation.KeyLength)
        {
            throw new ArgumentException($"A data key has {Derivation.KeyLength} bytes, not {key.Length}.", nameof(key));
        }

        Version = version;
        Created = created;
        _key = key.ToArray();
    }

    /// <summary>Rises by one with each rotation, from 1; 0 is no key at all.</summary>
    public int Version { get; }

    public DateTimeOffset Created { get; }

    /// <summary>False for what stands in the place of a key where nothing is sealed.</summary>
    public bool Seals => Version > 0;

    /// <summary>What stands in the place of a key where nothing is sealed.</summary>
    internal static DataKey None() => new(0, DateTimeOffset.UnixEpoch, new byte[Derivation.KeyLength]);

    /// <summary>Overwrites the key in memory.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(_key);

    /// <summary>The header and key of a new writer session.</summary>
    /// <param name="salt">16 bytes that no other session of this key has had.</param>
    internal SessionCipher Begin(uint session, SealingPurpose purpose, ReadOnlySpan<byte> salt, byte[] collectionDigest)
    {
        Span<byte> subkey = stackalloc byte[Derivation.KeyLength];
        var commitment = new byte[Derivation.CommitmentLength];
        Derive(session, purpose, salt, subkey, commitment);
        var cipher = new SessionCipher(
            new(session, purpose, Version, salt.ToArray(), collectionDigest, commitment), NewCipher(subkey), collectionDigest);
        CryptographicOperations.ZeroMemory(subkey);
        return cipher;
    }

    /// <returns>Null when this is not the key from which the session was derived.</returns>
    internal SessionCipher? Resume(SessionHeader header, byte[] collectionDigest)
    {
        Span<byte> subkey = stackalloc byte[Derivation.KeyLength];
        Span<byte> commitment = stackalloc byte[Derivation.CommitmentLength];
        Derive(header.Id, header.Purpose, header.Salt.Span, subkey, commitment);
        var cipher = CryptographicOperations.FixedTimeEquals(commitment, header.Commitment.Span)
            ? new SessionCipher(header, NewCipher(subkey), collectionDigest)
            : null;
        CryptographicOperations.ZeroMemory(subkey);
        return cipher;
    }

    private IRecordCipher NewCipher(ReadOnlySpan<byte> subkey) => Seals ? new GcmCipher(subkey) : new PlainCipher();

    private void Derive(uint session, SealingPurpose purpose, ReadOnlySpan<byte> salt, Span<byte> subkey, Span<byte> commitment)
    {
        Span<byte> label = stackalloc byte[32];
        Derivation.Commit(_key, salt, Derivation.SessionLabel(purpose, session, label), subkey, commitment);
    }
}
