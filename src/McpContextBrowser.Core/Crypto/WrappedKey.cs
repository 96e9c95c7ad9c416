using System.Security.Cryptography;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Crypto;

/// <summary>
/// A 32-byte key wrapped by another in this process. Layout: version 1 · salt 16 · commitment 32 · ciphertext 32 · tag 16.
/// The salt gives each wrapping its own key, so the nonce is always 0.
/// </summary>
internal static class WrappedKey
{
    public const int Length = 1 + SaltLength + Derivation.CommitmentLength + Derivation.KeyLength + GcmCipher.TagLength;

    private const byte Version = 1;
    private const int SaltLength = 16;
    private const int CommitmentAt = 1 + SaltLength;
    private const int CiphertextAt = CommitmentAt + Derivation.CommitmentLength;
    private const int TagAt = CiphertextAt + Derivation.KeyLength;

    public enum Outcome
    {
        Opened,
        OtherKey,
        Damaged,
    }

    public static byte[] Wrap(ReadOnlySpan<byte> wrappingKey, ReadOnlySpan<byte> key, ReadOnlySpan<byte> context)
    {
        var wrapped = new byte[Length];
        wrapped[0] = Version;
        RandomNumberGenerator.Fill(wrapped.AsSpan(1, SaltLength));
        Span<byte> subkey = stackalloc byte[Derivation.KeyLength];
        Derive(wrappingKey, wrapped, subkey, wrapped.AsSpan(CommitmentAt, Derivation.CommitmentLength));
        using var cipher = new AesGcm(subkey, GcmCipher.TagLength);
        CryptographicOperations.ZeroMemory(subkey);
        Span<byte> nonce = stackalloc byte[GcmCipher.NonceLength];
        nonce.Clear();
        cipher.Encrypt(nonce, key, wrapped.AsSpan(CiphertextAt, Derivation.KeyLength), wrapped.AsSpan(TagAt), context);
        return wrapped;
    }

    /// <param name="key">Exactly 32 bytes; zeroed unless the answer is <see cref="Outcome.Opened"/>.</param>
    public static Outcome TryUnwrap(ReadOnlySpan<byte> wrappingKey, ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> context, Span<byte> key)
    {
        key.Clear();
        if (wrapped.Length != Length || wrapped[0] != Version)
        {
            return Outcome.Damaged;
        }

        Span<byte> subkey = stackalloc byte[Derivation.KeyLength];
        Span<byte> commitment = stackalloc byte[Derivation.CommitmentLength];
        Derive(wrappingKey, wrapped, subkey, commitment);
        if (!CryptographicOperations.FixedTimeEquals(commitment, wrapped.Slice(CommitmentAt, Derivation.CommitmentLength)))
        {
            return Outcome.OtherKey;
        }

        using var cipher = new AesGcm(subkey, GcmCipher.TagLength);
        CryptographicOperations.ZeroMemory(subkey);
        Span<byte> nonce = stackalloc byte[GcmCipher.NonceLength];
        nonce.Clear();
        try
        {
            cipher.Decrypt(nonce, wrapped.Slice(CiphertextAt, Derivation.KeyLength), wrapped[TagAt..], key, context);
            return Outcome.Opened;
        }
        catch (AuthenticationTagMismatchException)
        {
            return Outcome.Damaged;
        }
    }

    /// <summary>Unwraps with the first of several keys that fits.</summary>
    /// <param name="source">Named in the refusal.</param>
    /// <exception cref="CtxbException">None of the keys wrapped it, or it is damaged.</exception>
    public static void Unwrap(IKeyWrapper source, IEnumerable<byte[]> wrappingKeys, ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> context, Span<byte> key)
    {
        foreach (var wrappingKey in wrappingKeys)
        {
            switch (TryUnwrap(wrappingKey, wrapped, context, key))
            {
                case Outcome.Opened:
                    return;
                case Outcome.Damaged:
                    throw DamagedRing(source);
            }
        }

        throw OtherMaster(source);
    }

    public static CtxbException OtherMaster(IKeyWrapper source) => new(
        ErrorCodes.KeyWrong,
        $"The master key from {source.Place} is not the one that wrapped the keys of this data directory.",
        "Give the master key with which the index was made, or run `ctxb clear --all` and index again.");

    public static CtxbException DamagedRing(IKeyWrapper source) => new(
        ErrorCodes.RecordRefused,
        $"keys.db: the ring key was made with the master key from {source.Place}, but its bytes are not those that were stored.",
        "Restore keys.db from a backup, or run `ctxb clear --all` and index again.");

    private static void Derive(ReadOnlySpan<byte> wrappingKey, ReadOnlySpan<byte> wrapped, Span<byte> subkey, Span<byte> commitment) =>
        Derivation.Commit(wrappingKey, wrapped.Slice(1, SaltLength), "ctxb wrapped key 1\0"u8, subkey, commitment);
}
