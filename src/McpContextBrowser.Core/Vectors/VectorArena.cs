using System.Runtime.InteropServices;

namespace McpContextBrowser.Core.Vectors;

/// <summary>
/// One block of native memory, 64-byte aligned and zero at first. On Linux it is mapped with huge pages asked for,
/// which is worth a tenth of a graph search; pages that are never written take no memory.
/// </summary>
/// <remarks>
/// A safe handle, so that a search that runs while the owner is disposed keeps the block until it ends
/// (<see cref="SafeHandle.DangerousAddRef"/>, <see cref="SafeHandle.DangerousRelease"/>).
/// </remarks>
internal sealed unsafe partial class VectorArena : SafeHandle
{
    private const int HugePage = 2 << 20;
    private const int ReadWrite = 3;
    private const int PrivateAnonymousUnreserved = 0x4022;
    private const int AdviseHugePages = 14;

    private readonly bool _mapped;
    private readonly nuint _mappedBytes;

    /// <summary>Takes a block.</summary>
    /// <param name="bytes">Size; 0 gives an empty block.</param>
    /// <exception cref="InsufficientMemoryException">The system refuses.</exception>
    public VectorArena(long bytes)
        : base(0, ownsHandle: true)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        Bytes = bytes;
        if (OperatingSystem.IsLinux() && bytes >= HugePage)
        {
            _mapped = true;
            _mappedBytes = (nuint)((bytes + HugePage - 1) / HugePage * HugePage) + HugePage;
            var block = Map(0, _mappedBytes, ReadWrite, PrivateAnonymousUnreserved, -1, 0);
            if (block == -1)
            {
                throw new InsufficientMemoryException($"The system refused {bytes:N0} bytes for vectors.");
            }

            SetHandle(block);
            // From the first huge page boundary on, so that every page of the data can be huge.
            var start = (block + HugePage - 1) / HugePage * HugePage;
            Pointer = (byte*)start;
            _ = Advise(start, _mappedBytes - HugePage, AdviseHugePages); // a refusal only costs speed
        }
        else
        {
            var size = (nuint)Math.Max(bytes, 1);
            Pointer = (byte*)NativeMemory.AlignedAlloc(size, Padding.Line);
            NativeMemory.Clear(Pointer, size);
            SetHandle((nint)Pointer);
        }

        GC.AddMemoryPressure(Math.Max(1, bytes));
    }

    public override bool IsInvalid => handle is 0 or -1;

    /// <summary>First byte; valid while the handle is held.</summary>
    public byte* Pointer { get; }

    public long Bytes { get; }

    /// <summary>Part of the block as a span.</summary>
    public Span<byte> Span(long start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + length, Bytes, nameof(length));
        return new Span<byte>(Pointer + start, length);
    }

    protected override bool ReleaseHandle()
    {
        GC.RemoveMemoryPressure(Math.Max(1, Bytes));
        if (_mapped)
        {
            return Unmap(handle, _mappedBytes) == 0;
        }

        NativeMemory.AlignedFree((void*)handle);
        return true;
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int descriptor, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(nint address, nuint length);

    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    private static partial int Advise(nint address, nuint length, int advice);
}
