using System.IO.Enumeration;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace McpContextBrowser.Core.Files;

/// <summary>
/// Folders and files by path, with .NET's own file API: for Windows and for systems whose calls <see cref="UnixCalls"/> does not
/// know. Links are looked for before and after a file is opened, so a swap that is undone in between goes unseen.
/// </summary>
/// <remarks>On Windows stamps have ChangeTime and the file's number from <see cref="WindowsCalls"/>; elsewhere neither.</remarks>
internal sealed class PortableFolder : SourceFolder
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    private readonly string _native;

    /// <param name="path">Absolute.</param>
    public PortableFolder(string path)
        : base(path) =>
        // The prefix turns off the 260 character limit, device names such as CON, and the loss of trailing dots and spaces.
        _native = OperatingSystem.IsWindows() && !path.StartsWith(@"\\", StringComparison.Ordinal) ? @"\\?\" + path : path;

    internal override SkipReason List(FolderListing listing)
    {
        if (OperatingSystem.IsWindows())
        {
            if (WindowsCalls.TryList(_native, (name, attributes, stamp) => Add(listing, name, attributes, stamp)))
            {
                return SkipReason.None;
            }

            listing.Clear();
        }

        try
        {
            var entries = new FileSystemEnumerable<bool>(_native, (ref FileSystemEntry entry) => Add(listing, ref entry), Everything);
            foreach (var _ in entries)
            {
                // The transform has taken the entry.
            }

            return SkipReason.None;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ReasonOf(e);
        }
    }

    internal override SkipReason OpenFolder(ReadOnlySpan<byte> name, out SourceFolder? folder)
    {
        var below = Encoding.UTF8.GetString(name);
        folder = null;
        if (KindOf(System.IO.Path.Join(_native, below)) is not EntryKind.Folder)
        {
            return SkipReason.Vanished;
        }

        folder = new PortableFolder(System.IO.Path.Join(Path, below));
        return SkipReason.None;
    }

    internal override SkipReason Stat(ReadOnlySpan<byte> name, out EntryKind kind, out FileStamp stamp)
    {
        stamp = default;
        var path = System.IO.Path.Join(_native, Encoding.UTF8.GetString(name));
        kind = KindOf(path);
        if (kind == EntryKind.Unknown)
        {
            return SkipReason.Vanished;
        }

        stamp = kind == EntryKind.File ? StampOf(path) : default;
        return SkipReason.None;
    }

    private protected override SkipReason OpenFile(ReadOnlySpan<byte> path, out OpenFile file)
    {
        file = default;
        var below = Encoding.UTF8.GetString(path[..path.IndexOf((byte)0)]);
        if (OperatingSystem.IsWindows() && below.Contains(':', StringComparison.Ordinal))
        {
            return SkipReason.NotAFile; // an alternate data stream is no file of the tree
        }

        var failure = CheckComponents(below);
        if (failure != SkipReason.None)
        {
            return failure;
        }

        try
        {
            var handle = File.OpenHandle(
                System.IO.Path.Join(_native, below.Replace('/', System.IO.Path.DirectorySeparatorChar)),
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete);
            file = new(-1, handle, StampOf(handle));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ReasonOf(e);
        }

        failure = CheckComponents(below);
        if (failure != SkipReason.None)
        {
            Close(file);
        }

        return failure;
    }

    private protected override int ReadAt(in OpenFile file, long position, Span<byte> buffer)
    {
        try
        {
            return RandomAccess.Read(file.Handle!, buffer, position);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return -1;
        }
    }

    private protected override FileStamp StampOf(in OpenFile file) => StampOf(file.Handle!);

    private protected override void Close(in OpenFile file) => file.Handle!.Dispose();

    private protected override void Dispose(bool disposing)
    {
    }

    private SkipReason CheckComponents(string below)
    {
        var path = _native;
        var parts = below.Split('/');
        for (var i = 0; i < parts.Length; i++)
        {
            path = System.IO.Path.Join(path, parts[i]);
            var wanted = i == parts.Length - 1 ? EntryKind.File : EntryKind.Folder;
            switch (KindOf(path))
            {
                case EntryKind.Link:
                    return SkipReason.LinkOutside;
                case EntryKind.Unknown:
                    return SkipReason.Vanished;
                case var kind when kind != wanted:
                    return wanted == EntryKind.File ? SkipReason.NotAFile : SkipReason.Vanished;
            }
        }

        return SkipReason.None;
    }

    private static bool Add(FolderListing listing, ref FileSystemEntry entry)
    {
        Add(listing, entry.FileName, entry.Attributes, new(entry.Length, entry.LastWriteTimeUtc.Ticks, 0, 0));
        return true;
    }

    private static void Add(FolderListing listing, ReadOnlySpan<char> fileName, FileAttributes attributes, FileStamp stamp)
    {
        var kind = KindOf(attributes);
        Span<byte> name = stackalloc byte[fileName.Length * 3];
        var length = WideName.Encode(fileName, name);
        if (kind == EntryKind.File)
        {
            listing.Add(name[..length], kind, stamp);
        }
        else
        {
            listing.Add(name[..length], kind);
        }
    }

    private static EntryKind KindOf(string path)
    {
        var info = new FileInfo(path);
        return (int)info.Attributes == -1 ? EntryKind.Unknown : KindOf(info.Attributes);
    }

    private static EntryKind KindOf(FileAttributes attributes) =>
        (attributes & FileAttributes.ReparsePoint) != 0 ? EntryKind.Link
        : (attributes & FileAttributes.Directory) != 0 ? EntryKind.Folder
        : (attributes & FileAttributes.Device) != 0 ? EntryKind.Special
        : EntryKind.File;

    private static FileStamp StampOf(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return WindowsCalls.StampOf(path);
        }

        var info = new FileInfo(path);
        return info.Exists ? new FileStamp(info.Length, info.LastWriteTimeUtc.Ticks, 0, 0) : default;
    }

    private static FileStamp StampOf(SafeFileHandle handle) =>
        OperatingSystem.IsWindows()
            ? WindowsCalls.StampOf(handle)
            : new(RandomAccess.GetLength(handle), File.GetLastWriteTimeUtc(handle).Ticks, 0, 0);

    private static SkipReason ReasonOf(Exception e) =>
        e is FileNotFoundException or DirectoryNotFoundException ? SkipReason.Vanished : SkipReason.Unreadable;
}
