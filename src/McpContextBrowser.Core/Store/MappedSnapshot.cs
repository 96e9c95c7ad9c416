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
/// Layout: "CTXBPLAN" | i32 version | i32 0 | i64 bytes of ids, chunks, lexical, vectors | u64 XXH64 of what follows the sequence | i64 sequence |
/// the four sections, each padded to 64 bytes. Version 2, written only when a graph leaves its original vectors on disk: behind the sequence i64 bytes of
/// originals, i64 bytes of a block of them and zeros, 64 bytes together; behind the sections the originals, padded too.
/// </remarks>
internal static class MappedSnapshot
{
    // 1 and 2: as those of SnapshotFile
    private const int Version = 2;
    private const int WithoutOriginals = 1;

    private const int HeaderBytes = 64;
    private const int OriginalsHeaderBytes = 64;
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
        var originals = sections.Originals is { } beside ? Bytes(beside) : default;
        var position = (long)HeaderBytes + (originals.IsEmpty ? 0 : OriginalsHeaderBytes);
        Span<byte> header = stackalloc byte[HeaderBytes + OriginalsHeaderBytes];
        header.Clear();
        if (!originals.IsEmpty)
        {
            BinaryPrimitives.WriteInt64LittleEndian(header[HeaderBytes..], originals.Length);
            BinaryPrimitives.WriteInt64LittleEndian(header[(HeaderBytes + 8)..], sections.Originals!.BlockBytes);
            hash.Add(header[HeaderBytes..]);
        }

        Append(file, MemoryMarshal.AsBytes(ids.AsSpan()), ref hash, ref position);
        foreach (var section in (ReadOnlySpan<ReadOnlyMemory<byte>>)[sections.Chunks, sections.Lexical, sections.Vectors, originals])
        {
            cancellationToken.ThrowIfCancellationRequested();
            Append(file, section.Span, ref hash, ref position);
        }

        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], originals.IsEmpty ? WithoutOriginals : Version);
        BinaryPrimitives.WriteInt64LittleEndian(header[16..], ids.Length * sizeof(long));
        BinaryPrimitives.WriteInt64LittleEndian(header[24..], sections.Chunks.Length);
        BinaryPrimitives.WriteInt64LittleEndian(header[32..], sections.Lexical.Length);
        BinaryPrimitives.WriteInt64LittleEndian(header[40..], sections.Vectors.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(header[48..], hash.Finish([]));
        BinaryPrimitives.WriteInt64LittleEndian(header[56..], sequence);
        RandomAccess.Write(file, header[..(originals.IsEmpty ? HeaderBytes : HeaderBytes + OriginalsHeaderBytes)], 0);
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
        var version = BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
        if (!header[..8].SequenceEqual(Magic) || version is < WithoutOriginals or > Version
            || BinaryPrimitives.ReadInt64LittleEndian(header[56..]) != snapshot.Sequence)
        {
            throw new InvalidDataException($"snapshot {snapshot.File}: another format than {Version}, or of another commit");
        }

        var position = (long)HeaderBytes;
        var lengths = MemoryMarshal.Cast<byte, long>(header.Slice(16, Sections * sizeof(long))).ToArray().ToList();
        var blockBytes = 0L;
        var hash = Xxh64.Start(0);
        if (version == Version)
        {
            if (file.Length < position + OriginalsHeaderBytes)
            {
                throw new InvalidDataException($"snapshot {snapshot.File}: ends at byte {file.Length}");
            }

            var beside = file.Part(position, OriginalsHeaderBytes).Span;
            lengths.Add(BinaryPrimitives.ReadInt64LittleEndian(beside));
            blockBytes = BinaryPrimitives.ReadInt64LittleEndian(beside[8..]);
            position += OriginalsHeaderBytes;
            hash.Add(beside);
        }

        var parts = new ReadOnlyMemory<byte>[lengths.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            var length = lengths[i];
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

        if (version == Version && blockBytes is < 1 or > int.MaxValue)
        {
            throw new InvalidDataException($"snapshot {snapshot.File}: original vectors in blocks of {blockBytes} bytes");
        }

        return new(MemoryMarshal.Cast<byte, long>(parts[0].Span).ToArray(), parts[1], parts[2], parts[3])
        {
            Originals = version == Version ? new MemoryBlocks(parts[Sections], (int)blockBytes) : null,
        };
    }

    private static ReadOnlyMemory<byte> Bytes(IOriginalBlocks originals)
    {
        var bytes = new byte[checked((int)originals.Length)];
        for (var at = 0; at < bytes.Length; at += originals.BlockBytes)
        {
            originals.Read(at / originals.BlockBytes, bytes.AsSpan(at, Math.Min(originals.BlockBytes, bytes.Length - at)));
        }

        return bytes;
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
