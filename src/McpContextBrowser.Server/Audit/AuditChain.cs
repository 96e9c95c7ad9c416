using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace McpContextBrowser.Server.Audit;

/// <summary>
/// Links entries so that a change of any is found: macₙ = HMAC(key, macₙ₋₁ ‖ n ‖ record). Who has the database but not the key
/// can neither change, insert, reorder or remove an entry, nor cut the end, since the head is signed. Putting the whole data
/// folder back to an earlier state is not noticed by the folder alone: keep a checkpoint elsewhere (<c>ctxb audit export</c>).
/// </summary>
/// <param name="key">32 bytes.</param>
public sealed class AuditChain(byte[] key)
{
    private static readonly byte[] Beginning = new byte[HMACSHA256.HashSizeInBytes];

    private readonly byte[] _headKey = HMACSHA256.HashData(key, Encoding.ASCII.GetBytes("head"));

    /// <summary>The entry behind <paramref name="last"/>.</summary>
    public AuditEntry Next(AuditHead? last, byte[] json)
    {
        var number = (last?.Number ?? 0) + 1;
        return new(number, json, Mac(last?.Mac ?? Beginning, number, json));
    }

    public AuditHead HeadOf(AuditEntry entry) => new(entry.Number, entry.Mac, Signature(entry.Number, entry.Mac));

    /// <summary>Walks what a store holds, while it goes on being written.</summary>
    /// <returns>How many entries were written, and what is wrong first, with its place; null when the chain is whole.</returns>
    public (long Entries, string? Problem) Verify(IAuditStore store)
    {
        // Entries that come while the chain is walked lie behind the end that was read first, but not behind the one that is read last.
        var head = store.ReadHead();
        var problem = Verify(store.Read(1), head, out var entries);
        var last = problem is null && entries > (head?.Number ?? 0) ? store.ReadHead() : head;
        return (head?.Number ?? 0, problem ?? (entries > (last?.Number ?? 0) ? Behind(last?.Number ?? 0) : null));
    }

    /// <summary>Walks the whole chain.</summary>
    /// <returns>Null when it is whole; otherwise what is wrong first, with its place.</returns>
    public string? Verify(IEnumerable<AuditEntry> entries, AuditHead? head) =>
        Verify(entries, head, out var number) ?? (number > (head?.Number ?? 0) ? Behind(head?.Number ?? 0) : null);

    private static string Behind(long end) => $"Entry {end + 1} stands behind the signed end of the chain: the end was put back.";

    /// <param name="number">The last entry; those behind the end are linked like all others.</param>
    private string? Verify(IEnumerable<AuditEntry> entries, AuditHead? head, out long number)
    {
        var before = Beginning;
        number = 0L;
        foreach (var entry in entries)
        {
            if (entry.Number != number + 1)
            {
                return $"After entry {number} stands entry {entry.Number}: what lay between was removed.";
            }

            number = entry.Number;
            if (!CryptographicOperations.FixedTimeEquals(Mac(before, number, entry.Json), entry.Mac))
            {
                return $"Entry {number} is not what was written, or not what followed entry {number - 1}.";
            }

            if (number == head?.Number && !CryptographicOperations.FixedTimeEquals(entry.Mac, head.Mac))
            {
                return $"Entry {number} is not the end that was signed.";
            }

            before = entry.Mac;
        }

        return head switch
        {
            null when number == 0 => null,
            null => $"The end of the chain is missing; {number} entries were found.",
            _ when !CryptographicOperations.FixedTimeEquals(Signature(head.Number, head.Mac), head.Signature) => "The end of the chain is not signed by this server's key.",
            _ when head.Number > number => $"The chain ends at entry {number}, but {head.Number} were written: the end was cut.",
            _ => null,
        };
    }

    private byte[] Mac(byte[] before, long number, byte[] json)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        Span<byte> place = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(place, number);
        hash.AppendData(before);
        hash.AppendData(place);
        hash.AppendData(json);
        return hash.GetHashAndReset();
    }

    private byte[] Signature(long number, byte[] mac)
    {
        Span<byte> place = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(place, number);
        return HMACSHA256.HashData(_headKey, (ReadOnlySpan<byte>)[.. place, .. mac]);
    }
}
