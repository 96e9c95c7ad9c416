using System.Buffers.Binary;
using McpContextBrowser.Core.Vectors;

namespace McpContextBrowser.Core.Store;

/// <summary>
/// <c>store.seq</c>: the sequence number of the last commit, beside the store. A log that was cut or damaged makes SQLite fall
/// back silently to an older commit, and an emptied file is to it a new database; the number, which is never ahead of what is
/// durable, tells both.
/// </summary>
/// <remarks>
/// Written after the commit and not synced: after a power cut it may be older, or unreadable, which says nothing. A reader
/// must take it before the head, which can only be the same or later.
/// </remarks>
internal static class CommitWitness
{
    private const int Bytes = 16; // i64 sequence | u64 check
    private const string FileName = "store.seq";

    /// <summary>The last sequence number that was committed for certain; 0 when nothing is known.</summary>
    public static long Read(string folder)
    {
        try
        {
            using var file = File.OpenHandle(Path.Join(folder, FileName), share: FileShare.ReadWrite | FileShare.Delete);
            Span<byte> bytes = stackalloc byte[Bytes];
            return RandomAccess.Read(file, bytes, 0) == Bytes && BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]) == Check(bytes[..8])
                ? BinaryPrimitives.ReadInt64LittleEndian(bytes)
                : 0;
        }
        catch (IOException)
        {
            return 0; // none yet
        }
    }

    /// <summary>Says that a commit is durable.</summary>
    public static void Write(string folder, long sequence)
    {
        using var file = File.OpenHandle(
            Path.Join(folder, FileName), FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> bytes = stackalloc byte[Bytes];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, sequence);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], Check(bytes[..8]));
        RandomAccess.Write(file, bytes, 0);
    }

    public static void Delete(string folder) => File.Delete(Path.Join(folder, FileName));

    private static ulong Check(ReadOnlySpan<byte> sequence) => Xxh64.Hash(sequence);
}
