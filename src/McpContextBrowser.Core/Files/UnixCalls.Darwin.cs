using System.Runtime.InteropServices;

namespace McpContextBrowser.Core.Files;

/// <summary>The calls whose shape on macOS is its own. On x64 the functions with 64-bit inodes have a suffix.</summary>
internal static unsafe partial class UnixCalls
{
    private static int DarwinStatAt(SafeHandle folder, byte* name, byte* buffer, out Status status) =>
        FromDarwinStat(
            X64 ? FstatAtInode64(folder, name, buffer, DarwinAtSymlinkNoFollow) : FstatAt(folder, name, buffer, DarwinAtSymlinkNoFollow),
            buffer,
            out status);

    private static int DarwinStatFile(int file, byte* buffer, out Status status) =>
        FromDarwinStat(X64 ? FstatInode64(file, buffer) : Fstat(file, buffer), buffer, out status);

    private static int DarwinList(SafeHandle folder, FolderListing listing)
    {
        // The stream closes the descriptor it was given, so it gets its own.
        byte* here = stackalloc byte[2] { (byte)'.', 0 };
        var file = OpenAt(folder, here, OpenFolderFlags);
        if (file < 0)
        {
            return Marshal.GetLastPInvokeError();
        }

        var stream = X64 ? FdOpenDirInode64(file) : FdOpenDir(file);
        if (stream == 0)
        {
            var error = Marshal.GetLastPInvokeError();
            _ = Close(file);
            return error;
        }

        // struct dirent: ino 8, seekoff 8, reclen 2, namlen 2, type 1, name with NUL
        while ((X64 ? ReadDirInode64(stream) : ReadDir(stream)) is var entry && entry != null)
        {
            Add(listing, entry + 21, entry[20]);
        }

        _ = CloseDir(stream);
        return 0;
    }

    // struct stat: mode 4, ino 8, mtimespec 48 (8 + 8), ctimespec 64, size 96
    private static int FromDarwinStat(int done, byte* buffer, out Status status)
    {
        if (done < 0)
        {
            status = default;
            return Marshal.GetLastPInvokeError();
        }

        status = new(
            KindOf(*(ushort*)(buffer + 4) >> 12),
            new(
                *(long*)(buffer + 96),
                Ticks(*(long*)(buffer + 48), *(long*)(buffer + 56)),
                Ticks(*(long*)(buffer + 64), *(long*)(buffer + 72)),
                *(ulong*)(buffer + 8)));
        return 0;
    }

    [LibraryImport("libc", EntryPoint = "fstatat", SetLastError = true)]
    private static partial int FstatAt(SafeHandle folder, byte* name, byte* buffer, int flags);

    [LibraryImport("libc", EntryPoint = "fstatat$INODE64", SetLastError = true)]
    private static partial int FstatAtInode64(SafeHandle folder, byte* name, byte* buffer, int flags);

    [LibraryImport("libc", EntryPoint = "fstat", SetLastError = true)]
    private static partial int Fstat(int file, byte* buffer);

    [LibraryImport("libc", EntryPoint = "fstat$INODE64", SetLastError = true)]
    private static partial int FstatInode64(int file, byte* buffer);

    [LibraryImport("libc", EntryPoint = "fdopendir", SetLastError = true)]
    private static partial nint FdOpenDir(int file);

    [LibraryImport("libc", EntryPoint = "fdopendir$INODE64", SetLastError = true)]
    private static partial nint FdOpenDirInode64(int file);

    [LibraryImport("libc", EntryPoint = "readdir")]
    private static partial byte* ReadDir(nint stream);

    [LibraryImport("libc", EntryPoint = "readdir$INODE64")]
    private static partial byte* ReadDirInode64(nint stream);

    [LibraryImport("libc", EntryPoint = "closedir")]
    private static partial int CloseDir(nint stream);
}
