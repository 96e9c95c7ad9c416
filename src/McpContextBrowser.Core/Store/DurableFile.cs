using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace McpContextBrowser.Core.Store;

/// <summary>
/// Makes a file of our own survive a power cut, and says when that failed: .NET's own flush-to-disk was seen to hide the
/// error of the system call (10.0.12, Linux), so the call is made here.
/// </summary>
internal static partial class DurableFile
{
    private const int FullSync = 51; // F_FULLFSYNC: on macOS fsync alone leaves the data in the drive's cache
    private const int OpenReadOnly = 0;

    /// <summary>Returns when everything written to the file is on stable storage.</summary>
    /// <exception cref="IOException">The system could not promise it: what was written must be taken for lost.</exception>
    public static void Sync(SafeFileHandle file)
    {
        if (OperatingSystem.IsWindows())
        {
            Check(Windows.FlushFileBuffers(file), "FlushFileBuffers");
        }
        else if (OperatingSystem.IsMacOS())
        {
            Check(Posix.Control(file, FullSync, 0) >= 0 || Posix.Sync(file) == 0, "fsync");
        }
        else
        {
            Check(Posix.Sync(file) == 0, "fsync");
        }
    }

    /// <summary>Makes names created in or moved into the folder durable. Windows journals them itself.</summary>
    /// <exception cref="IOException">The system could not promise it.</exception>
    public static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Posix.Open(folder, OpenReadOnly);
        Check(descriptor >= 0, "open");
        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        Check(Posix.Sync(handle) == 0, "fsync");
    }

    private static void Check(bool succeeded, string call)
    {
        if (!succeeded)
        {
            var error = Marshal.GetLastPInvokeError();
            throw new IOException($"{call} failed: {new Win32Exception(error).Message}", error);
        }
    }

    [UnsupportedOSPlatform("windows")]
    private static partial class Posix
    {
        // "libc" is resolved by the loader to the one C library of the process.
        [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
        internal static partial int Sync(SafeFileHandle file);

        [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
        internal static partial int Control(SafeFileHandle file, int command, int argument);

        [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
        internal static partial int Open(string path, int flags);
    }

    [SupportedOSPlatform("windows")]
    private static partial class Windows
    {
        [LibraryImport("kernel32", SetLastError = true)]
        [return: MarshalAs(UnmanagedType.Bool)]
        internal static partial bool FlushFileBuffers(SafeFileHandle file);
    }
}
