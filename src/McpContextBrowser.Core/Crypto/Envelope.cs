using System.Collections.Concurrent;
using System.Security.Cryptography;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Crypto;

/// <summary>
/// Seals and opens the records of one collection (design: master key → data key → one key a writer session → AES-256-GCM).
/// Opens for many threads at once and allocates nothing for a record; a session's key is derived at its first record.
/// </summary>
/// <param name="keys">The collection's keys; not owned, must live longer.</param>
/// <param name="source">What is being opened, for messages: the file's path or <c>store.db of collection x</c>.</param>
/// <param name="findSession">Looks a session up by its id, in <c>sessions</c> of the store; null when there is none. Any thread.</param>
/// <param name="readKeys">Reads the collection's keys again: before each session of a writer, which must not use a key that is on its
/// way out, and when a record names a version that is not known yet. It answers null when the keys were destroyed. Without it
/// <paramref name="keys"/> are all there is. The answers are owned by the envelope.</param>
public sealed class Envelope(
    CollectionKeys keys, string source, Func<uint, SessionHeader?> findSession, Func<CollectionKeys?>? readKeys = null) : IDisposable
{
    private readonly ConcurrentDictionary<uint, SessionCipher> _sessions = new();
    private readonly Lock _rereading = new();

    // Newest last. Older ones stay: a reader may stand in a state of the store that was sealed under a key dropped since.
    private readonly List<CollectionKeys> _known = [keys];

    /// <summary>The oldest data key that the ring still held when it was read last.</summary>
    public int OldestVersion
    {
        get
        {
            lock (_rereading)
            {
                return _known[^1].DataKeys[0].Version;
            }
        }
    }

    /// <summary>Begins a writer session under the current data key.</summary>
    /// <param name="id">A number that <c>sessions</c> does not hold yet.</param>
    /// <remarks>Store <see cref="SealingSession.Header"/> durably before any record.</remarks>
    /// <exception cref="CtxbException">The collection's keys were destroyed.</exception>
    public SealingSession Begin(uint id, SealingPurpose purpose)
    {
        Span<byte> salt = stackalloc byte[SessionHeader.SaltLength];
        RandomNumberGenerator.Fill(salt);
        lock (_rereading)
        {
            if (readKeys is not null && (!TryReread() || !_known[^1].Lookup.IsSame(keys.Lookup)))
            {
                // Also when the collection was made anew: its look-up key is another then.
                throw Refusal.KeysDestroyed(source, keys.Collection);
            }

            return new(_known[^1].Current.Begin(id, purpose, salt, keys.Digest), source);
        }
    }

    /// <summary>Opens a record at the place where it is expected.</summary>
    /// <param name="expected">The place from which the bytes were read, with the sequence an authenticated record gave for it.</param>
    /// <param name="record">All bytes of the record.</param>
    /// <param name="destination">At least <see cref="PlaintextLength"/> bytes; holds nothing usable when the record is refused.</param>
    /// <returns>Bytes of plaintext.</returns>
    /// <exception cref="CtxbException"><see cref="ErrorCodes.KeyWrong"/>, <see cref="ErrorCodes.KeyMissing"/> or
    /// <see cref="ErrorCodes.RecordRefused"/>, with a message of its own for each way in which a record can be wrong.</exception>
    public int Open(in RecordAddress expected, ReadOnlySpan<byte> record, Span<byte> destination)
    {
        var header = ReadHeader(expected, record);
        if (header.Address != expected)
        {
            throw Refusal.Misplaced(source, expected, header.Address);
        }

        var session = Session(header.Session, expected);
        if (!session.TryOpen(header, record, destination[..header.PlaintextLength]))
        {
            throw Refusal.Damaged(source, expected);
        }

        return header.PlaintextLength;
    }

    /// <summary>Opens a record whose sequence only has a lower bound: the head itself, of which the newest seen is known.</summary>
    /// <param name="expected">Its sequence is the oldest that is accepted.</param>
    /// <param name="sequence">The record's own, authenticated.</param>
    /// <inheritdoc cref="Open(in RecordAddress, ReadOnlySpan{byte}, Span{byte})"/>
    public int OpenSince(in RecordAddress expected, ReadOnlySpan<byte> record, Span<byte> destination, out long sequence)
    {
        sequence = ReadHeader(expected, record).Address.Sequence;
        return Open(expected with { Sequence = Math.Max(sequence, expected.Sequence) }, record, destination);
    }

    /// <summary>A new array that holds the plaintext.</summary>
    /// <inheritdoc cref="Open(in RecordAddress, ReadOnlySpan{byte}, Span{byte})"/>
    public byte[] Open(in RecordAddress expected, ReadOnlySpan<byte> record)
    {
        var plaintext = new byte[ReadHeader(expected, record).PlaintextLength];
        Open(expected, record, plaintext);
        return plaintext;
    }

    /// <summary>Bytes of plaintext in a sealed record of <paramref name="sealedLength"/> bytes; negative when it is too short to be one.</summary>
    public static int PlaintextLength(int sealedLength) => sealedLength - RecordHeader.Overhead;

    /// <summary>Ends all keys this envelope derived; sessions it began go on.</summary>
    public void Dispose()
    {
        foreach (var session in _sessions.Values)
        {
            session.Dispose();
        }

        lock (_rereading)
        {
            foreach (var reread in _known.Skip(1))
            {
                reread.Dispose();
            }
        }
    }

    private RecordHeader ReadHeader(in RecordAddress expected, ReadOnlySpan<byte> record)
    {
        if (record.Length < RecordHeader.Overhead)
        {
            throw Refusal.Truncated(source, expected, record.Length, RecordHeader.Overhead);
        }

        if (!RecordHeader.TryRead(record, out var header))
        {
            throw Refusal.Damaged(source, expected);
        }

        var length = header.PlaintextLength + (long)RecordHeader.Overhead;
        return record.Length == length ? header
            : record.Length < length ? throw Refusal.Truncated(source, expected, record.Length, length)
            : throw Refusal.Damaged(source, expected);
    }

    private SessionCipher Session(uint id, in RecordAddress expected)
    {
        if (_sessions.TryGetValue(id, out var known))
        {
            return known;
        }

        var header = findSession(id) ?? throw Refusal.UnknownSession(source, expected, id);
        if (!header.Collection.Span.SequenceEqual(keys.Digest))
        {
            throw Refusal.OtherCollection(source, keys.Collection);
        }

        var cipher = DataKey(header.KeyVersion).Resume(header, keys.Digest) ?? throw Refusal.WrongKey(source, keys.Collection);
        if (_sessions.TryAdd(id, cipher))
        {
            return cipher;
        }

        cipher.Dispose();
        return _sessions[id];
    }

    private DataKey DataKey(int version)
    {
        lock (_rereading)
        {
            return Known(version)
                ?? (TryReread() ? Known(version) : null)
                ?? throw Refusal.MissingVersion(source, keys.Collection, version);
        }
    }

    private DataKey? Known(int version) => _known.Select(known => known.DataKey(version)).FirstOrDefault(key => key is not null);

    /// <returns>False when there are no keys to be had.</returns>
    private bool TryReread()
    {
        if (readKeys?.Invoke() is not { } fresh)
        {
            return false;
        }

        if (fresh.Current.Version == _known[^1].Current.Version && fresh.Lookup.IsSame(keys.Lookup))
        {
            fresh.Dispose();
        }
        else
        {
            _known.Add(fresh);
        }

        return true;
    }
}
