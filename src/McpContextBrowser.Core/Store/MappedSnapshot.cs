using System.Buffers.Binary;
using System.Runtime.InteropServices;
using McpContextBrowser.Core.Vectors;
using Microsoft.Win32.SafeHandles;

namespace McpContextBrowser.Core.Store;

/// <summary>
/// The snapshot of a collection that is not sealed: the sections as they are, read in place through a mapping. Its checksum is looked
/// at once when it is opened; as with sealed pages, what does not hold is rebuilt from the store.
/// </summary>
/// <remarks>
/// Layout: "CTXBPLAN" | i32 version | i32 0 | i64 bytes of ids, chunks, lexical, vectors | u64 XXH64 of what follows | i64 sequence |
/// the four sections, each padded to 64 bytes.
/// </remarks>
internal static class MappedSnapshot
{
    // 1: as SnapshotFile 1
    private const int Version = 1;

    private const int HeaderBytes = 64;
    private const int Sections = 4;
    private const int Alignment = 64;

    private static ReadOnlySpan<byte> Magic => "CTXBPLAN"u8;

    /// <inheritdoc cref="SnapshotFile.Write"/>
    public static SnapshotInfo Write(
        string folder, SnapshotSections sections, long sequence, string model, uint session, CancellationToken cancellationToken)
    {
        var name = SnapshotFile.NameOf(sequence);
        var path = Path.Join(folder, name);
        File.Delete(path); // left behind by a writer that ended before it was made current
        using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        var ids = sections.ContentIds.ToArray();
        var hash = Xxh64.Start(0);
        var position = (long)HeaderBytes;
        Append(file, MemoryMarshal.AsBytes(ids.AsSpan()), ref hash, ref position);
        foreach (var section in (ReadOnlySpan<ReadOnlyMemory<byte>>)[sections.Chunks, sections.Lexical, sections.Vectors])
        {
            cancellationToken.ThrowIfCancellationRequested();
            Append(file, section.Span, ref hash, ref position);
        }

        Span<byte> header = stackalloc byte[HeaderBytes];
        header.Clear();
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], Version);
        BinaryPrimitives.WriteInt64LittleEndian(header[16..], ids.Length * sizeof(long));
        BinaryPrimitives.WriteInt64LittleEndian(header[24..], sections.Chunks.Length);
        BinaryPrimitives.WriteInt64LittleEndian(header[32..], sections.Lexical.Length);
        BinaryPrimitives.WriteInt64LittleEndian(header[40..], sections.Vectors.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(header[48..], hash.Finish([]));
        BinaryPrimitives.WriteInt64LittleEndian(header[56..], sequence);
        RandomAccess.Write(file, header, 0);
        DurableFile.Sync(file);
        DurableFile.SyncFolder(folder);
        return new(name, sequence, model, session, position);
    }

    /// <exception cref="InvalidDataException">Missing, cut, damaged, or of another format.</exception>
    public static SnapshotSections Read(string folder, SnapshotInfo snapshot)
    {
        MappedFile file;
        try
        {
            file = Map(Path.Join(folder, snapshot.File), snapshot);
        }
        catch (IOException missing)
        {
            throw new InvalidDataException($"snapshot {snapshot.File}: {missing.Message}", missing);
        }

        var header = file.Part(0, HeaderBytes).Span;
        if (!header[..8].SequenceEqual(Magic) || BinaryPrimitives.ReadInt32LittleEndian(header[8..]) != Version
            || BinaryPrimitives.ReadInt64LittleEndian(header[56..]) != snapshot.Sequence)
        {
            throw new InvalidDataException($"snapshot {snapshot.File}: another format than {Version}, or of another commit");
        }

        var parts = new ReadOnlyMemory<byte>[Sections];
        var position = (long)HeaderBytes;
        var hash = Xxh64.Start(0);
        for (var i = 0; i < Sections; i++)
        {
            var length = BinaryPrimitives.ReadInt64LittleEndian(header[(16 + (8 * i))..]);
            if (length < 0 || length > int.MaxValue - Alignment || position + Padded(length) > file.Length)
            {
                throw new InvalidDataException($"snapshot {snapshot.File}: a section of {length} bytes");
            }

            parts[i] = file.Part(position, (int)length);
            hash.Add(file.Part(position, (int)Padded(length)).Span);
            position += Padded(length);
        }

        if (position != file.Length || hash.Finish([]) != BinaryPrimitives.ReadUInt64LittleEndian(header[48..]))
        {
            throw new InvalidDataException($"snapshot {snapshot.File}: its bytes are not those that were written");
        }

        return new(MemoryMarshal.Cast<byte, long>(parts[0].Span).ToArray(), parts[1], parts[2], parts[3]);
    }

    private static MappedFile Map(string path, SnapshotInfo snapshot)
    {
        var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var length = RandomAccess.GetLength(handle);
        if (length == snapshot.Length && length >= HeaderBytes)
        {
            return new MappedFile(handle);
        }

        handle.Dispose();
        throw new InvalidDataException($"snapshot {snapshot.File}: {length} bytes where the head names {snapshot.Length}");
    }

    private static void Append(SafeFileHandle file, ReadOnlySpan<byte> section, ref Xxh64 hash, ref long position)
    {
        var whole = section.Length & ~(Alignment - 1);
        RandomAccess.Write(file, section[..whole], position);
        hash.Add(section[..whole]);
        if (whole < section.Length)
        {
            Span<byte> last = stackalloc byte[Alignment];
            last.Clear();
            section[whole..].CopyTo(last);
            RandomAccess.Write(file, last, position + whole);
            hash.Add(last);
        }

        position += Padded(section.Length);
    }

    private static long Padded(long length) => (length + Alignment - 1) & ~(Alignment - 1L);
}
