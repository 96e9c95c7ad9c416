using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace McpContextBrowser.Core.Vectors;

/// <summary>
/// XXH64 (xxHash, Yann Collet; format specification 0.1.1): finds equal rows and damaged snapshots. No protection against
/// someone who means harm; that is the seal's work.
/// </summary>
internal struct Xxh64
{
    private const ulong Prime1 = 0x9E3779B185EBCA87;
    private const ulong Prime2 = 0xC2B2AE3D27D4EB4F;
    private const ulong Prime3 = 0x165667B19E3779F9;
    private const ulong Prime4 = 0x85EBCA77C2B2AE63;
    private const ulong Prime5 = 0x27D4EB2F165667C5;
    private const int Stripe = 32;

    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;
    private ulong _seed;
    private ulong _length;

    public static Xxh64 Start(ulong seed) => new()
    {
        _seed = seed,
        _a = seed + Prime1 + Prime2,
        _b = seed + Prime2,
        _c = seed,
        _d = seed - Prime1,
    };

    public static ulong Hash(ReadOnlySpan<byte> data, ulong seed = 0) => Start(seed).Finish(data);

    /// <summary>Takes more data.</summary>
    /// <param name="stripes">A multiple of 32 bytes; the rest of the data goes to <see cref="Finish"/>.</param>
    public void Add(ReadOnlySpan<byte> stripes)
    {
        if (stripes.Length % Stripe != 0)
        {
            throw new ArgumentException("Only whole stripes of 32 bytes can be followed by more.", nameof(stripes));
        }

        // Locals, so that the four sums stay in registers.
        ulong a = _a, b = _b, c = _c, d = _d;
        var words = MemoryMarshal.Cast<byte, ulong>(stripes);
        for (var i = 0; i + 3 < words.Length; i += 4)
        {
            a = Round(a, words[i]);
            b = Round(b, words[i + 1]);
            c = Round(c, words[i + 2]);
            d = Round(d, words[i + 3]);
        }

        (_a, _b, _c, _d) = (a, b, c, d);
        _length += (ulong)stripes.Length;
    }

    /// <summary>The hash of all that was added and the last bytes.</summary>
    public ulong Finish(ReadOnlySpan<byte> rest)
    {
        var whole = rest.Length / Stripe * Stripe;
        Add(rest[..whole]);
        rest = rest[whole..];
        var hash = _length >= Stripe
            ? Merge(Merge(Merge(Merge(
                BitOperations.RotateLeft(_a, 1) + BitOperations.RotateLeft(_b, 7) + BitOperations.RotateLeft(_c, 12) + BitOperations.RotateLeft(_d, 18),
                _a), _b), _c), _d)
            : _seed + Prime5;
        hash += _length + (ulong)rest.Length;
        for (; rest.Length >= 8; rest = rest[8..])
        {
            hash ^= Round(0, BinaryPrimitives.ReadUInt64LittleEndian(rest));
            hash = (BitOperations.RotateLeft(hash, 27) * Prime1) + Prime4;
        }

        if (rest.Length >= 4)
        {
            hash ^= BinaryPrimitives.ReadUInt32LittleEndian(rest) * Prime1;
            hash = (BitOperations.RotateLeft(hash, 23) * Prime2) + Prime3;
            rest = rest[4..];
        }

        foreach (var last in rest)
        {
            hash ^= last * Prime5;
            hash = BitOperations.RotateLeft(hash, 11) * Prime1;
        }

        hash = (hash ^ (hash >> 33)) * Prime2;
        hash = (hash ^ (hash >> 29)) * Prime3;
        return hash ^ (hash >> 32);
    }

    private static ulong Round(ulong sum, ulong word) => BitOperations.RotateLeft(sum + (word * Prime2), 31) * Prime1;

    private static ulong Merge(ulong hash, ulong sum) => ((hash ^ Round(0, sum)) * Prime1) + Prime4;
}
