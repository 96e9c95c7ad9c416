using System.Buffers.Binary;

namespace McpContextBrowser.Core.Search.Packing;

/// <summary>
/// The tokens of the vocabularies cl100k and o200k with their ranks: a table of hashes that lies in the assembly and is read where it
/// is mapped, so it costs no start-up and no heap. <c>tests/oracle/token_ranks.mjs</c> makes it and tells its layout.
/// </summary>
internal static unsafe class TokenRanks
{
    /// <summary>No token of either vocabulary is longer, in bytes.</summary>
    public const int LongestToken = 128;

    /// <summary>What <see cref="Find"/> returns for bytes that are no token.</summary>
    public const int None = int.MaxValue;

    private const string Resource = "McpContextBrowser.Core.Search.Packing.token-ranks.bin";
    private const int Buckets = 1 << 16;
    private const int FingerprintBits = 28;
    private const int FirstRankBits = 17;
    private const int SecondRankBits = 18;

    private static readonly byte* Table = Open(out TableLength);
    private static readonly int TableLength;

    /// <summary>The rank of a token: the lower, the earlier two pieces are merged to it.</summary>
    /// <param name="bytes">UTF-8.</param>
    /// <param name="vocabulary">Of which vocabulary.</param>
    /// <returns>The rank, or <see cref="None"/>. Bytes that are no token are taken for one once in 10⁸ questions.</returns>
    public static int Find(ReadOnlySpan<byte> bytes, Vocabulary vocabulary)
    {
        if (bytes.Length > LongestToken)
        {
            return None;
        }

        var hash = Hash(bytes);
        var bucket = (int)(hash >> 48);
        var fingerprint = (hash >> 20) & ((1ul << FingerprintBits) - 1);
        var table = new ReadOnlySpan<byte>(Table, TableLength);
        var at = BinaryPrimitives.ReadUInt32LittleEndian(table[(4 * bucket)..]);
        var end = BinaryPrimitives.ReadUInt32LittleEndian(table[(4 * (bucket + 1))..]);
        for (; at < end; at++)
        {
            var entry = BinaryPrimitives.ReadUInt64LittleEndian(table[(int)(4 * (Buckets + 1) + 8 * at)..]);
            if (entry >> (FirstRankBits + SecondRankBits) == fingerprint)
            {
                var rank = vocabulary == Vocabulary.Cl100K ? (int)(entry >> SecondRankBits) & ((1 << FirstRankBits) - 1) : (int)entry & ((1 << SecondRankBits) - 1);
                return rank == 0 ? None : rank - 1;
            }
        }

        return None;
    }

    private static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = 0xcbf29ce484222325;
        foreach (var b in bytes)
        {
            hash = (hash ^ b) * 0x9e3779b97f4a7c15;
        }

        // Multiplication carries upwards only: the shifts bring the high bits down and up again (MurmurHash3 finaliser).
        hash ^= hash >> 33;
        hash *= 0xff51afd7ed558ccd;
        return hash ^ (hash >> 33);
    }

    private static byte* Open(out int length)
    {
        // Never disposed: the assembly stays mapped as long as the process lives.
        var stream = (UnmanagedMemoryStream)typeof(TokenRanks).Assembly.GetManifestResourceStream(Resource)!;
        length = (int)stream.Length;
        return stream.PositionPointer;
    }
}
