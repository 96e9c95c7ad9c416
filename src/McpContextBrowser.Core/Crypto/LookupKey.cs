using System.Security.Cryptography;
using System.Text;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Crypto;

/// <summary>
/// Names things inside one collection by HMAC-SHA256. It is independent of the data keys, because names must outlive their rotation:
/// the look-up key changes only by indexing again. For many threads.
/// </summary>
public sealed class LookupKey : IDisposable
{
    private const int StackLimit = 1024; // bytes; a path is seldom longer

    private readonly byte[] _key;

    /// <param name="key">32 bytes; copied.</param>
    internal LookupKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != Derivation.KeyLength)
        {
            throw new ArgumentException($"A look-up key has {Derivation.KeyLength} bytes, not {key.Length}.", nameof(key));
        }

        _key = key.ToArray();
    }

    // The first byte of every message says which kind of thing is named, so that no path can have a content's name.
    private enum Named : byte
    {
        Content = 1,
        Path = 2,
        Derived = 3,
        Text = 4,
    }

    /// <summary>The name of a content.</summary>
    /// <param name="sha256">The 32 bytes of the SHA-256 of the file's bytes.</param>
    public LookupName Content(ReadOnlySpan<byte> sha256) =>
        sha256.Length == SHA256.HashSizeInBytes
            ? Name(Named.Content, sha256)
            : throw new ArgumentException($"A SHA-256 has {SHA256.HashSizeInBytes} bytes, not {sha256.Length}.", nameof(sha256));

    /// <summary>The name of a path in its tree.</summary>
    public LookupName Path(RelativePath path) => Name(Named.Path, path.Value);

    /// <summary>The name of what is derived from a content: it changes with every version that had a hand in it.</summary>
    /// <param name="versions">Of scanner, chunker, secret scanner, model …; the order is the caller's and part of the name.</param>
    public LookupName Derived(LookupName content, ReadOnlySpan<int> versions)
    {
        Span<byte> message = stackalloc byte[LookupName.Length + (versions.Length * sizeof(int))];
        content.CopyTo(message);
        for (var i = 0; i < versions.Length; i++)
        {
            BitConverter.TryWriteBytes(message[(LookupName.Length + (i * sizeof(int)))..], versions[i]);
        }

        return Name(Named.Derived, message);
    }

    /// <summary>The name of any other text, such as a query in a cache; the text itself decides what it is.</summary>
    public LookupName Text(string text) => Name(Named.Text, text);

    /// <summary>Whether both hold the same key: two readings of one collection, not of one that was destroyed and made anew.</summary>
    internal bool IsSame(LookupKey other) => CryptographicOperations.FixedTimeEquals(_key, other._key);

    /// <summary>Overwrites the key in memory.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(_key);

    private LookupName Name(Named what, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        var bytes = length <= StackLimit ? stackalloc byte[length] : new byte[length];
        Encoding.UTF8.GetBytes(text, bytes);
        return Name(what, bytes);
    }

    private LookupName Name(Named what, ReadOnlySpan<byte> value)
    {
        var message = value.Length < StackLimit ? stackalloc byte[value.Length + 1] : new byte[value.Length + 1];
        message[0] = (byte)what;
        value.CopyTo(message[1..]);
        Span<byte> full = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Derivation.Authenticate(_key, message, full);
        return LookupName.FromBytes(full[..LookupName.Length]);
    }
}
