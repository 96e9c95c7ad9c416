using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Core.Vectors;
using Microsoft.Win32.SafeHandles;

namespace McpContextBrowser.Core.Store;

/// <summary>
/// <c>index.&lt;sequence&gt;.snap</c>: the sections of a snapshot in sealed pages of 64 KiB. Every page is bound to its
/// number and to the snapshot's sequence; what the file must be is said by the head of the store.
/// </summary>
/// <remarks>
/// Layout: "CTXBSNAP" | i32 version | i32 page size | sealed pages. Plaintext of all pages together: i64 contents |
/// i64 bytes of chunks, lexical, vectors | i64 content id each | the three sections, each padded to 64 bytes. Version 2, written only when
/// a graph leaves its original vectors on disk: behind the bytes of vectors i64 bytes of originals and i64 bytes of a block of them;
/// behind the pages, the last of which zeros fill up, the blocks, sealed as pages with the numbers that follow (<see cref="SealedBlocks"/>).
/// </remarks>
internal static class SnapshotFile
{
    // 1: chunk table, lexical index, flat or graph vectors
    // 2: and originals of a graph, in blocks of their own
    public const int Version = 2;
    private const int WithoutOriginals = 1;

    private const int PageSize = 64 * 1024;
    private const int HeaderBytes = 16;
    private const int TableBytes = 32;
    private const int OriginalsTableBytes = 16;
    private const int Alignment = 64;

    private static ReadOnlySpan<byte> Magic => "CTXBSNAP"u8;

    public static string NameOf(long sequence) => $"index.{sequence}.snap";

    /// <summary>Writes a new file and syncs it with its folder; it is not current yet.</summary>
    public static SnapshotInfo Write(
        string folder, SnapshotSections sections, long sequence, string model, SealingSession session, CancellationToken cancellationToken)
    {
        var name = NameOf(sequence);
        var path = Path.Join(folder, name);
        File.Delete(path); // left behind by a writer that ended before it was made current
        using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        Span<byte> header = stackalloc byte[HeaderBytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], sections.Originals is null ? WithoutOriginals : Version);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], PageSize);
        RandomAccess.Write(file, header, 0);

        var pages = new PageWriter(file, session, sequence, cancellationToken);
        Span<byte> table = stackalloc byte[TableBytes];
        BinaryPrimitives.WriteInt64LittleEndian(table, sections.ContentIds.Count);
        BinaryPrimitives.WriteInt64LittleEndian(table[8..], sections.Chunks.Length);
        BinaryPrimitives.WriteInt64LittleEndian(table[16..], sections.Lexical.Length);
        BinaryPrimitives.WriteInt64LittleEndian(table[24..], sections.Vectors.Length);
        pages.Append(table);
        if (sections.Originals is { } beside)
        {
            BinaryPrimitives.WriteInt64LittleEndian(table, beside.Length);
            BinaryPrimitives.WriteInt64LittleEndian(table[8..], beside.BlockBytes);
            pages.Append(table[..OriginalsTableBytes]);
        }

        pages.Append(MemoryMarshal.AsBytes(sections.ContentIds.ToArray().AsSpan()));
        pages.Pad();
        foreach (var section in (ReadOnlySpan<ReadOnlyMemory<byte>>)[sections.Chunks, sections.Lexical, sections.Vectors])
        {
            pages.Append(section.Span);
            pages.Pad();
        }

        if (sections.Originals is { } originals)
        {
            pages.FillUp();
            WriteBlocks(originals, pages);
        }

        pages.Flush();
        DurableFile.Sync(file);
        DurableFile.SyncFolder(folder);
        return new(name, sequence, model, session.Header.Id, pages.Position);
    }

    /// <exception cref="InvalidDataException">Missing, cut, of another version, or its table of sections is wrong.</exception>
    /// <exception cref="Contracts.CtxbException">A page does not open.</exception>
    public static SnapshotSections Read(string folder, SnapshotInfo snapshot, Envelope envelope)
    {
        SafeFileHandle file;
        try
        {
            file = File.OpenHandle(Path.Join(folder, snapshot.File), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (IOException missing)
        {
            throw new InvalidDataException($"snapshot {snapshot.File}: {missing.Message}", missing);
        }

        IOriginalBlocks? held = null;
        try
        {
            var sections = ReadSections(new PageReader(file, snapshot, envelope), file, snapshot, envelope);
            held = sections.Originals;
            return sections;
        }
        finally
        {
            if (held is null)
            {
                file.Dispose();
            }
        }
    }

    public static void TryDelete(string folder, string name)
    {
        try
        {
            File.Delete(Path.Join(folder, name));
        }
        catch (IOException)
        {
            // still open in another process on Windows
        }
        catch (UnauthorizedAccessException)
        {
            // the same, as Windows says it for mapped files
        }
    }

    private static void WriteBlocks(IOriginalBlocks originals, PageWriter pages)
    {
        var block = new byte[originals.BlockBytes];
        for (var at = 0L; at < originals.Length; at += block.Length)
        {
            var part = block.AsSpan(0, (int)Math.Min(block.Length, originals.Length - at));
            originals.Read((int)(at / block.Length), part);
            pages.Write(part);
        }
    }

    private static SnapshotSections ReadSections(PageReader pages, SafeFileHandle file, SnapshotInfo snapshot, Envelope envelope)
    {
        Span<long> table = stackalloc long[(TableBytes + (pages.HasOriginals ? OriginalsTableBytes : 0)) / 8];
        pages.Read(MemoryMarshal.AsBytes(table));
        foreach (var length in table)
        {
            if (length < 0 || length > snapshot.Length)
            {
                throw new InvalidDataException($"snapshot {snapshot.File}: a section of {length} bytes");
            }
        }

        var ids = new long[table[0]];
        pages.Read(MemoryMarshal.AsBytes(ids.AsSpan()));
        pages.SkipPadding();
        var sections = new byte[3][];
        for (var i = 0; i < sections.Length; i++)
        {
            // Each in an array of its own: the index that copies its section lets it go.
            sections[i] = GC.AllocateUninitializedArray<byte>(checked((int)table[i + 1]));
            pages.Read(sections[i]);
            pages.SkipPadding();
        }

        return new(ids, sections[0], sections[1], sections[2]) { Originals = pages.HasOriginals ? Originals(pages, table, file, snapshot, envelope) : null };
    }

    private static SealedBlocks Originals(PageReader pages, ReadOnlySpan<long> table, SafeFileHandle file, SnapshotInfo snapshot, Envelope envelope)
    {
        var (length, blockBytes) = (table[^2], table[^1]);
        return length > 0 && blockBytes is > 0 and <= int.MaxValue
            ? new(file, snapshot, envelope, pages.Position, pages.Pages, length, (int)blockBytes)
            : throw new InvalidDataException($"snapshot {snapshot.File}: {length} bytes of original vectors in blocks of {blockBytes}");
    }

    private static long Padded(long position) => (position + Alignment - 1) & ~(Alignment - 1L);

    /// <summary>Opens one page after the other and gives their plaintext as one run of bytes.</summary>
    private sealed class PageReader
    {
        private readonly SafeFileHandle _file;
        private readonly SnapshotInfo _snapshot;
        private readonly Envelope _envelope;
        private readonly byte[] _sealed = new byte[SealingSession.SealedLength(PageSize)];
        private readonly byte[] _plain = new byte[PageSize];
        private long _position = HeaderBytes;
        private long _page;
        private long _total;
        private int _used;
        private int _next;

        public PageReader(SafeFileHandle file, SnapshotInfo snapshot, Envelope envelope)
        {
            (_file, _snapshot, _envelope) = (file, snapshot, envelope);
            var length = RandomAccess.GetLength(file);
            if (length != snapshot.Length || length < HeaderBytes)
            {
                throw new InvalidDataException($"snapshot {snapshot.File}: {length} bytes where the head names {snapshot.Length}");
            }

            Span<byte> header = stackalloc byte[HeaderBytes];
            ReadFile(header, 0);
            var version = BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
            if (!header[..8].SequenceEqual(Magic) || version is < WithoutOriginals or > Version
                || BinaryPrimitives.ReadInt32LittleEndian(header[12..]) != PageSize)
            {
                throw new InvalidDataException($"snapshot {snapshot.File}: another format than {Version}");
            }

            HasOriginals = version == Version;
        }

        public bool HasOriginals { get; }

        /// <summary>Where in the file the page after the last opened one stands.</summary>
        public long Position => _position;

        /// <summary>Pages opened: the number of the next.</summary>
        public long Pages => _page;

        public void Read(Span<byte> destination)
        {
            _total += destination.Length;
            while (!destination.IsEmpty)
            {
                if (_next == _used)
                {
                    OpenPage();
                }

                var part = Math.Min(destination.Length, _used - _next);
                _plain.AsSpan(_next, part).CopyTo(destination);
                destination = destination[part..];
                _next += part;
            }
        }

        public void SkipPadding()
        {
            Span<byte> padding = stackalloc byte[Alignment];
            Read(padding[..(int)(Padded(_total) - _total)]);
        }

        private void OpenPage()
        {
            var record = _sealed.AsSpan(0, (int)Math.Min(_sealed.Length, _snapshot.Length - _position));
            if (record.IsEmpty)
            {
                throw new InvalidDataException($"snapshot {_snapshot.File}: its sections go on behind its end");
            }

            ReadFile(record, _position);
            _position += record.Length;
            _used = _envelope.Open(new(RecordKind.SnapshotPage, _page++, _snapshot.Sequence), record, _plain);
            _next = 0;
        }

        private void ReadFile(Span<byte> destination, long position)
        {
            while (!destination.IsEmpty)
            {
                var read = RandomAccess.Read(_file, destination, position);
                if (read == 0)
                {
                    throw new InvalidDataException($"snapshot {_snapshot.File}: ends at byte {position}");
                }

                destination = destination[read..];
                position += read;
            }
        }
    }

    /// <summary>Collects plaintext into pages and writes each sealed.</summary>
    private sealed class PageWriter(SafeFileHandle file, SealingSession session, long sequence, CancellationToken cancellationToken)
    {
        private readonly byte[] _plain = new byte[PageSize];
        private readonly byte[] _sealed = new byte[SealingSession.SealedLength(PageSize)];
        private int _used;
        private long _page;
        private long _total;

        public long Position { get; private set; } = HeaderBytes;

        public void Append(ReadOnlySpan<byte> bytes)
        {
            _total += bytes.Length;
            while (!bytes.IsEmpty)
            {
                var part = Math.Min(bytes.Length, PageSize - _used);
                bytes[..part].CopyTo(_plain.AsSpan(_used));
                _used += part;
                bytes = bytes[part..];
                if (_used == PageSize)
                {
                    Flush();
                }
            }
        }

        public void Pad() => Append(stackalloc byte[(int)(Padded(_total) - _total)]);

        /// <summary>Ends the page with zeros: what follows is not of the run of pages, and every one of these is whole.</summary>
        public void FillUp()
        {
            _plain.AsSpan(_used).Clear();
            _used = _used == 0 ? 0 : PageSize;
            Flush();
        }

        public void Flush()
        {
            if (_used == 0)
            {
                return;
            }

            Write(_plain.AsSpan(0, _used));
            _used = 0;
        }

        /// <summary>Writes a page of its own.</summary>
        /// <param name="page">No longer than a page is.</param>
        public void Write(ReadOnlySpan<byte> page)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var written = session.Seal(new(RecordKind.SnapshotPage, _page++, sequence), page, _sealed);
            RandomAccess.Write(file, _sealed.AsSpan(0, written), Position);
            Position += written;
        }
    }
}
