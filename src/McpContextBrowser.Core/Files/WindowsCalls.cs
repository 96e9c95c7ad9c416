using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace McpContextBrowser.Core.Files;

/// <summary>What .NET's own file API does not tell on Windows: ChangeTime and the number of a file, from a listing or a handle.</summary>
/// <remarks>Both are 0 where the file system has none. Layouts and numbers are those of winbase.h and ntifs.h.</remarks>
[SupportedOSPlatform("windows")]
internal static unsafe partial class WindowsCalls
{
    private const uint ListFolder = 0x1; // FILE_LIST_DIRECTORY
    private const uint ReadAttributes = 0x80; // FILE_READ_ATTRIBUTES
    private const uint ShareAll = 7;
    private const uint OpenExisting = 3;
    private const uint FolderNotLink = 0x02000000 | 0x00200000; // FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT
    private const int IdBothDirectoryInfo = 10;
    private const int BasicInfo = 0;
    private const int NoMoreFiles = 18;
    private const int BufferBytes = 64 * 1024;
    private const long TicksAt1601 = 504_911_232_000_000_000;

    /// <summary>Takes an entry of a folder, neither <c>.</c> nor <c>..</c>.</summary>
    public delegate void Taker(ReadOnlySpan<char> name, FileAttributes attributes, FileStamp stamp);

    /// <summary>Lists a folder; one that is a link is not followed.</summary>
    /// <returns>False when this cannot be told of the folder: it cannot be opened, or its file system does not know how.</returns>
    public static bool TryList(string path, Taker take)
    {
        using var folder = CreateFile(path, ListFolder, ShareAll, 0, OpenExisting, FolderNotLink, 0);
        if (folder.IsInvalid)
        {
            return false;
        }

        var buffer = (byte*)NativeMemory.AlignedAlloc(BufferBytes, sizeof(long));
        try
        {
            while (GetFileInformationByHandleEx(folder, IdBothDirectoryInfo, buffer, BufferBytes))
            {
                for (var entry = buffer; ; entry += *(uint*)entry)
                {
                    var name = new ReadOnlySpan<char>(entry + 104, *(int*)(entry + 60) / sizeof(char));
                    if (name is not "." and not "..")
                    {
                        take(name, (FileAttributes)(*(uint*)(entry + 56)), new(*(long*)(entry + 40), Ticks(*(long*)(entry + 24)), Ticks(*(long*)(entry + 32)), *(ulong*)(entry + 96)));
                    }

                    if (*(uint*)entry == 0)
                    {
                        break;
                    }
                }
            }

            return Marshal.GetLastPInvokeError() == NoMoreFiles; // after any other error the listing would lack files, which would be taken for deleted
        }
        finally
        {
            NativeMemory.AlignedFree(buffer);
        }
    }

    /// <summary>The stamp of a path; a link is not followed.</summary>
    /// <returns>Nothing when it cannot be opened.</returns>
    public static FileStamp StampOf(string path)
    {
        using var file = CreateFile(path, ReadAttributes, ShareAll, 0, OpenExisting, FolderNotLink, 0);
        return file.IsInvalid ? default : StampOf(file);
    }

    /// <summary>The stamp of an open file.</summary>
    public static FileStamp StampOf(SafeFileHandle file)
    {
        Basic basic;
        return GetFileInformationByHandleEx(file, BasicInfo, &basic, (uint)sizeof(Basic)) && GetFileInformationByHandle(file, out var all)
            ? new((long)all.SizeHigh << 32 | all.SizeLow, Ticks(basic.Write), Ticks(basic.Change), (ulong)all.IndexHigh << 32 | all.IndexLow)
            : default;
    }

    private static long Ticks(long fileTime) => fileTime == 0 ? 0 : fileTime + TicksAt1601;

    [LibraryImport("kernel32", EntryPoint = "CreateFileW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    private static partial SafeFileHandle CreateFile(string path, uint access, uint share, nint security, uint disposition, uint flags, nint template);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetFileInformationByHandleEx(SafeFileHandle file, int kind, void* buffer, uint size);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetFileInformationByHandle(SafeFileHandle file, out ByHandle information);

    /// <summary>FILE_BASIC_INFO.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Basic
    {
        public long Creation;
        public long Access;
        public long Write;
        public long Change;
        public ulong Attributes;
    }

    /// <summary>BY_HANDLE_FILE_INFORMATION; its times have no change.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ByHandle
    {
        public uint Attributes;
        public uint CreationLow;
        public uint CreationHigh;
        public uint AccessLow;
        public uint AccessHigh;
        public uint WriteLow;
        public uint WriteHigh;
        public uint Volume;
        public uint SizeHigh;
        public uint SizeLow;
        public uint Links;
        public uint IndexHigh;
        public uint IndexLow;
    }
}
