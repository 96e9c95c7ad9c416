using System.Runtime.InteropServices;

namespace McpContextBrowser.Core.Files;

/// <summary>
/// The system calls behind <see cref="UnixFolder"/>, and the numbers they need on Linux and macOS. .NET's own file API follows links,
/// blocks on a FIFO, turns names that are not UTF-8 into something that cannot be opened, and does not give ctime.
/// </summary>
/// <remarks>On Linux the calls go through <c>syscall</c> where older C libraries have no function for them.</remarks>
internal static unsafe partial class UnixCalls
{
    public const int NotPermitted = 1;
    public const int NoEntry = 2;
    public const int NoSuchDevice = 6;
    public const int AccessDenied = 13;
    public const int NotAFolder = 20;
    public const int TableFull = 23;
    public const int TooManyFiles = 24;

    private const int AtSymlinkNoFollow = 0x100;
    private const int AtNoAutomount = 0x800;
    private const int AtEmptyPath = 0x1000;
    private const uint StatxBasics = 0x7ff;
    private const int DarwinAtSymlinkNoFollow = 0x20;

    private static readonly bool Arm64 = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
    private static readonly bool X64 = RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <summary>Linux on x64 and Arm64 and macOS; elsewhere the numbers below are not known.</summary>
    public static bool Supported { get; } =
        (OperatingSystem.IsLinux() && (X64 || Arm64)) || (OperatingSystem.IsMacOS() && (X64 || Arm64));

    /// <summary>A link stands where none may.</summary>
    public static int Loop { get; } = OperatingSystem.IsMacOS() ? 62 : 40;

    public static int NameTooLong { get; } = OperatingSystem.IsMacOS() ? 63 : 36;

    public static int TryAgain { get; } = OperatingSystem.IsMacOS() ? 35 : 11;

    public static int NoSuchCall { get; } = OperatingSystem.IsMacOS() ? 78 : 38;

    /// <summary>Read only, close on exec, do not follow a link, do not wait for a FIFO's writer, do not take a terminal.</summary>
    public static int OpenFileFlags { get; } =
        OperatingSystem.IsMacOS() ? 0x1000000 | 0x100 | 0x4 | 0x20000 : 0x80000 | 0x800 | 0x100 | LinuxNoFollow;

    /// <summary>As <see cref="OpenFileFlags"/>, and only a folder will do.</summary>
    public static int OpenFolderFlags { get; } =
        OpenFileFlags | (OperatingSystem.IsMacOS() ? 0x100000 : Arm64 ? 0x4000 : 0x10000);

    /// <summary>A folder to pass through: needs search permission only, where the system can say so.</summary>
    public static int PassFolderFlags { get; } = OpenFolderFlags | (OperatingSystem.IsMacOS() ? 0 : 0x200000);

    /// <summary>The root itself: its path is the user's, so links on the way are followed.</summary>
    public static int OpenRootFlags { get; } = OpenFolderFlags & ~(OperatingSystem.IsMacOS() ? 0x100 : LinuxNoFollow);

    private static int LinuxNoFollow => Arm64 ? 0x8000 : 0x20000;

    /// <summary>What <see cref="StatAt"/> tells.</summary>
    /// <param name="Kind">What it is.</param>
    /// <param name="Stamp">Of the file.</param>
    /// <param name="Links">Names that the file has, in the tree or elsewhere.</param>
    /// <param name="Device">Which file system it is on; 0 where that is not asked.</param>
    internal readonly record struct Status(EntryKind Kind, FileStamp Stamp, uint Links = 1, ulong Device = 0);

    /// <summary>Opens a path as the user gave it.</summary>
    /// <returns>A descriptor, or -1 with the last error set.</returns>
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    public static partial int Open(byte* path, int flags);

    /// <summary>Opens a name, or a path, below an open folder.</summary>
    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    public static partial int OpenAt(SafeHandle folder, byte* path, int flags);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    public static partial int OpenAt(int folder, byte* path, int flags);

    [LibraryImport("libc", EntryPoint = "pread", SetLastError = true)]
    public static partial nint ReadAt(int file, byte* buffer, nint count, long position);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int file);

    /// <summary>Opens a path below a folder; the kernel refuses links and leaving the folder in every component (Linux 5.6).</summary>
    /// <returns>A descriptor, or -1: with <see cref="NoSuchCall"/> or <see cref="NotPermitted"/> where the kernel or a sandbox has no such call.</returns>
    public static int OpenBeneath(SafeHandle folder, byte* path, int flags)
    {
        if (!OperatingSystem.IsLinux())
        {
            Marshal.SetLastPInvokeError(NoSuchCall);
            return -1;
        }

        const ulong beneathWithoutLinks = 0x08 | 0x04 | 0x02;
        var how = stackalloc ulong[3] { (uint)flags, 0, beneathWithoutLinks };
        return (int)Syscall(437, folder, path, how, 3 * sizeof(ulong), 0);
    }

    /// <summary>Kind and stamp of a name below an open folder, not following it.</summary>
    /// <returns>0, or the error number.</returns>
    public static int StatAt(SafeHandle folder, byte* name, out Status status)
    {
        var buffer = stackalloc byte[256];
        if (OperatingSystem.IsMacOS())
        {
            return DarwinStatAt(folder, name, buffer, out status);
        }

        const int flags = AtSymlinkNoFollow | AtNoAutomount;
        var done = Syscall(Arm64 ? 291 : 332, folder, name, (void*)flags, (nint)StatxBasics, (nint)buffer);
        return FromStatx(done, buffer, out status);
    }

    /// <summary>Kind and stamp of an open file.</summary>
    /// <returns>0, or the error number.</returns>
    public static int StatFile(int file, out Status status)
    {
        var buffer = stackalloc byte[256];
        if (OperatingSystem.IsMacOS())
        {
            return DarwinStatFile(file, buffer, out status);
        }

        byte empty = 0;
        return FromStatx(Syscall(Arm64 ? 291 : 332, file, &empty, AtEmptyPath, (nint)StatxBasics, (nint)buffer), buffer, out status);
    }

    /// <summary>Fills a listing, without <c>.</c> and <c>..</c>. The folder must be freshly opened.</summary>
    /// <returns>0, or the error number.</returns>
    public static int List(SafeHandle folder, FolderListing listing) =>
        OperatingSystem.IsMacOS() ? DarwinList(folder, listing) : LinuxList(folder, listing);

    private static int LinuxList(SafeHandle folder, FolderListing listing)
    {
        const int room = 32 * 1024;
        var buffer = stackalloc byte[room];
        while (true)
        {
            var filled = (int)Syscall(Arm64 ? 61 : 217, folder, buffer, (void*)room, 0, 0);
            if (filled <= 0)
            {
                return filled == 0 ? 0 : Marshal.GetLastPInvokeError();
            }

            // struct linux_dirent64: ino 8, off 8, reclen 2, type 1, name with NUL
            for (var at = 0; at < filled; at += *(ushort*)(buffer + at + 16))
            {
                Add(listing, buffer + at + 19, buffer[at + 18]);
            }
        }
    }

    private static void Add(FolderListing listing, byte* terminated, byte type)
    {
        var name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(terminated);
        if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
        {
            listing.Add(name, KindOf(type));
        }
    }

    // DT_* and the top four bits of a mode are the same numbers.
    private static EntryKind KindOf(int type) => type switch
    {
        0 => EntryKind.Unknown,
        4 => EntryKind.Folder,
        8 => EntryKind.File,
        10 => EntryKind.Link,
        _ => EntryKind.Special,
    };

    // struct statx: nlink 16, mode 28, ino 32, size 40, ctime 96 (8 + 4), mtime 112, dev 136 (major 4, minor 4)
    private static int FromStatx(nint done, byte* buffer, out Status status)
    {
        if (done < 0)
        {
            status = default;
            return Marshal.GetLastPInvokeError();
        }

        status = new(
            KindOf(*(ushort*)(buffer + 28) >> 12),
            new(
                *(long*)(buffer + 40),
                Ticks(*(long*)(buffer + 112), *(uint*)(buffer + 120)),
                Ticks(*(long*)(buffer + 96), *(uint*)(buffer + 104)),
                *(ulong*)(buffer + 32)),
            *(uint*)(buffer + 16),
            *(ulong*)(buffer + 136));
        return 0;
    }

    /// <remarks>A forged time may be out of range: it wraps, which is as good, since stamps are only compared.</remarks>
    private static long Ticks(long seconds, long nanoseconds) =>
        unchecked(DateTime.UnixEpoch.Ticks + (seconds * TimeSpan.TicksPerSecond) + (nanoseconds / 100));

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Syscall(nint number, SafeHandle folder, void* second, void* third, nint fourth, nint fifth);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Syscall(nint number, nint file, void* second, nint third, nint fourth, nint fifth);
}
