using System.Security.Cryptography;

namespace McpContextBrowser.Core.Crypto;

/// <summary>
/// AES-256-GCM under one key, 96-bit nonces, 128-bit tags, for many threads. <see cref="AesGcm"/> keeps a native context and
/// promises nothing to concurrent callers, so each call borrows one of a few instances; in the steady state nothing is allocated.
/// </summary>
internal sealed class GcmCipher : IRecordCipher
{
    public const int NonceLength = 12;
    public const int TagLength = 16;

    private readonly byte[] _key;
    private readonly AesGcm?[] _idle = new AesGcm?[Math.Max(2, Environment.ProcessorCount)];
    private volatile bool _disposed;

    /// <param name="key">32 bytes; copied.</param>
    public GcmCipher(ReadOnlySpan<byte> key)
    {
        if (key.Length != Derivation.KeyLength)
        {
            throw new ArgumentException($"A key has {Derivation.KeyLength} bytes, not {key.Length}.", nameof(key));
        }

        _key = key.ToArray();
    }

    /// <inheritdoc/>
    public void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, Span<byte> output, Span<byte> tag, ReadOnlySpan<byte> associated)
    {
        var cipher = Borrow();
        cipher.Encrypt(nonce, plaintext, output, tag, associated);
        Return(cipher);
    }

    /// <returns>False when key, nonce, associated data, ciphertext or tag are not those of one sealing; the plaintext is zeroed then.</returns>
    public bool TryOpen(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> sealedBytes, ReadOnlySpan<byte> tag, Span<byte> plaintext, ReadOnlySpan<byte> associated)
    {
        var cipher = Borrow();
        try
        {
            cipher.Decrypt(nonce, sealedBytes, tag, plaintext, associated);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
        finally
        {
            Return(cipher);
        }
    }

    /// <summary>Ends the key; a call that is under way finishes first.</summary>
    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_key);
        for (var slot = 0; slot < _idle.Length; slot++)
        {
            Interlocked.Exchange(ref _idle[slot], null)?.Dispose();
        }
    }

    private AesGcm Borrow()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var start = Thread.GetCurrentProcessorId();
        for (var i = 0; i < _idle.Length; i++)
        {
            if (Interlocked.Exchange(ref _idle[(int)((uint)(start + i) % (uint)_idle.Length)], null) is { } idle)
            {
                return idle;
            }
        }

        var fresh = new AesGcm(_key, TagLength);
        if (_disposed)
        {
            // The key may have been zeroed while it was read: nothing must ever be sealed under zeros.
            fresh.Dispose();
            throw new ObjectDisposedException(nameof(GcmCipher));
        }

        return fresh;
    }

    private void Return(AesGcm cipher)
    {
        var start = Thread.GetCurrentProcessorId();
        for (var i = 0; i < _idle.Length && !_disposed; i++)
        {
            if (Interlocked.CompareExchange(ref _idle[(int)((uint)(start + i) % (uint)_idle.Length)], cipher, null) is null)
            {
                return;
            }
        }

        cipher.Dispose();
    }
}
