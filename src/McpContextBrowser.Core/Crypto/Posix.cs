using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace McpContextBrowser.Core.Crypto;

/// <summary>The few things this room needs from a POSIX system and .NET does not offer.</summary>
internal static partial class Posix
{
    private const int Exists = 17;          // EEXIST of errno.h
    private const int EmptyPath = 0x1000;   // AT_EMPTY_PATH of linux/fcntl.h
    private const uint WantOwner = 0x8;     // STATX_UID of linux/stat.h
    private const int StatxLength = 256;    // struct statx
    private const int StatxOwnerAt = 20;    // stx_uid
    private const int MacStatLength = 144;  // struct stat with 64-bit inodes
    private const int MacStatOwnerAt = 16;  // st_uid

    /// <summary>The user as whom this process acts; not on Windows.</summary>
    public static uint EffectiveUser => GetEffectiveUser();

    /// <returns>Who owns an open file; null where the system is neither Linux nor macOS.</returns>
    public static unsafe uint? Owner(SafeFileHandle file)
    {
        var status = stackalloc byte[StatxLength];
        if (OperatingSystem.IsLinux())
        {
            return Statx(file, "", EmptyPath, WantOwner, status) == 0
                ? *(uint*)(status + StatxOwnerAt)
                : throw new Win32Exception(Marshal.GetLastPInvokeError());
        }

        if (OperatingSystem.IsMacOS())
        {
            var result = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? MacStat(file, status) : MacStat64(file, status);
            return result == 0 ? *(uint*)(status + MacStatOwnerAt) : throw new Win32Exception(Marshal.GetLastPInvokeError());
        }

        return null;
    }

    /// <summary>Gives a file a second name, or fails because that name is taken. .NET's move looks first and renames then: of two that
    /// come at once the second would replace what the first already uses.</summary>
    /// <returns>True when the name is the file's now; false when it was taken; null where the file system knows no second names.</returns>
    public static bool? TryLink(string path, string name)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        return Link(path, name) == 0 ? true : Marshal.GetLastPInvokeError() == Exists ? false : null;
    }

    /// <summary>Makes the names in a folder durable; nothing on Windows, where a folder cannot be synced.</summary>
    public static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(folder, 0);
        if (descriptor < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }

        var failed = Sync(descriptor) != 0;
        var error = Marshal.GetLastPInvokeError();
        _ = Close(descriptor);
        if (failed)
        {
            throw new IOException($"{folder}: could not be made durable.", new Win32Exception(error));
        }
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUser();

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Statx(SafeFileHandle folder, string path, int flags, uint mask, byte* status);

    [LibraryImport("libc", EntryPoint = "fstat", SetLastError = true)]
    private static unsafe partial int MacStat(SafeFileHandle file, byte* status);

    [LibraryImport("libc", EntryPoint = "fstat$INODE64", SetLastError = true)]
    private static unsafe partial int MacStat64(SafeFileHandle file, byte* status);

    // On arm64 macOS a variadic argument goes on the stack; open's third is only read with O_CREAT, which is never given here.
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string path, string name);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
