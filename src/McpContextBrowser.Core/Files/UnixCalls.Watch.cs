using System.Runtime.InteropServices;
using System.Text;

namespace McpContextBrowser.Core.Files;

/// <summary>The calls of inotify(7), and what is asked beside them.</summary>
internal static unsafe partial class UnixCalls
{
    public const int WatchFlags = 0x800 | 0x80000; // IN_NONBLOCK | IN_CLOEXEC
    private const int CurrentFolder = -100; // AT_FDCWD

    [LibraryImport("libc", EntryPoint = "inotify_init1", SetLastError = true)]
    public static partial int OpenWatch(int flags);

    /// <returns>The watch's number, the same for the same inode; -1 with the last error set.</returns>
    [LibraryImport("libc", EntryPoint = "inotify_add_watch", SetLastError = true)]
    public static partial int AddWatch(SafeHandle watch, byte* path, uint mask);

    [LibraryImport("libc", EntryPoint = "inotify_rm_watch", SetLastError = true)]
    public static partial int RemoveWatch(SafeHandle watch, int number);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(SafeHandle file, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(PollRequest* requests, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "fstatfs", SetLastError = true)]
    private static partial int FileSystemOf(SafeHandle folder, byte* buffer);

    [LibraryImport("libc", EntryPoint = "statfs", SetLastError = true)]
    private static partial int FileSystemOf(byte* path, byte* buffer);

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct PollRequest
    {
        public int File;
        public short Wanted;
        public short Found;
    }

    /// <summary>The magic number of an open folder's file system (statfs(2)); 0 when it cannot be told. Linux only.</summary>
    public static long FileSystemNumber(SafeHandle folder)
    {
        var buffer = stackalloc byte[256];
        return FileSystemOf(folder, buffer) == 0 ? *(long*)buffer : 0;
    }

    /// <summary>The same for a path.</summary>
    public static long FileSystemNumber(string path)
    {
        var buffer = stackalloc byte[256];
        fixed (byte* name = Encoding.UTF8.GetBytes(path + "\0"))
        {
            return FileSystemOf(name, buffer) == 0 ? *(long*)buffer : 0;
        }
    }

    /// <summary>Kind, stamp and device of an absolute path; the default when there is nothing. Linux only.</summary>
    /// <param name="path">UTF-8 with a NUL at its end.</param>
    public static Status StatPath(ReadOnlySpan<byte> path)
    {
        var buffer = stackalloc byte[256];
        fixed (byte* name = path)
        {
            _ = FromStatx(
                Syscall(Arm64 ? 291 : 332, CurrentFolder, name, AtSymlinkNoFollow | AtNoAutomount, (nint)StatxBasics, (nint)buffer), buffer, out var status);
            return status;
        }
    }
}
