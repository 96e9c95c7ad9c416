using System.Buffers;
using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace McpContextBrowser.Core.Store;

/// <summary>A file in memory, for reading, as long as any part of it is held: pages come when they are touched and are shared between processes.</summary>
internal sealed unsafe class MappedFile
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;

    /// <param name="file">At least one byte long; owned from now on.</param>
    public MappedFile(SafeFileHandle file)
    {
        Length = RandomAccess.GetLength(file);
        _file = MemoryMappedFile.CreateFromFile(file, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _start = start + _view.PointerOffset;
    }

    // Nobody can say when the last search is over that holds a part: the collector can.
    ~MappedFile()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }

    /// <summary>Bytes of the file.</summary>
    public long Length { get; }

    /// <summary>A part of it, which keeps the whole mapped.</summary>
    public ReadOnlyMemory<byte> Part(long start, int length) =>
        start >= 0 && length >= 0 && start + length <= Length
            ? new Window(this, start, length).Memory
            : throw new ArgumentOutOfRangeException(nameof(length), length, $"not inside {Length} bytes from {start}");

    private sealed class Window(MappedFile file, long start, int length) : MemoryManager<byte>
    {
        public override Span<byte> GetSpan() => new(file._start + start, length);

        public override MemoryHandle Pin(int elementIndex = 0) => new(file._start + start + elementIndex, default, this);

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
