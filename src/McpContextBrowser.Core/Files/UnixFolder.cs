using System.Runtime.InteropServices;
using System.Text;

namespace McpContextBrowser.Core.Files;

/// <summary>
/// Folders and files by descriptor: an entry is always opened below the descriptor of its folder and never through a link, so a
/// tree that is rearranged while it is walked cannot lead out of itself.
/// </summary>
internal sealed unsafe class UnixFolder : SourceFolder
{
    private readonly Descriptor _folder;
    private readonly TreeWatch? _watch;

    private UnixFolder(string path, int descriptor, TreeWatch? watch)
        : base(path) => (_folder, _watch) = (new Descriptor(descriptor), watch);

    /// <param name="path">Absolute.</param>
    /// <param name="watch">Told of every folder before it is listed; null for nobody.</param>
    /// <exception cref="Contracts.CtxbException">It cannot be opened as a folder.</exception>
    public static UnixFolder OpenRoot(string path, TreeWatch? watch = null)
    {
        fixed (byte* name = Encoding.UTF8.GetBytes(path + "\0"))
        {
            var descriptor = UnixCalls.Open(name, UnixCalls.OpenRootFlags);
            return descriptor >= 0
                ? new UnixFolder(path, descriptor, watch)
                : throw new Contracts.CtxbException(
                    Contracts.ErrorCodes.PathInvalid,
                    $"{path} cannot be read ({Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}).",
                    "Give this user read and search permission on the folder.");
        }
    }

    internal override SkipReason List(FolderListing listing)
    {
        _watch?.AddFolder(_folder, Path); // first, so that nothing happens between what the listing says and what is reported
        return UnixCalls.List(_folder, listing) is var error && error == 0 ? SkipReason.None : Reason(error);
    }

    internal override void Distrust() => _watch?.Distrust();

    internal override SkipReason OpenFolder(ReadOnlySpan<byte> name, out SourceFolder? folder)
    {
        folder = null;
        fixed (byte* terminated = name)
        {
            var descriptor = UnixCalls.OpenAt(_folder, terminated, UnixCalls.OpenFolderFlags);
            if (descriptor < 0)
            {
                return Reason(Marshal.GetLastPInvokeError());
            }

            folder = new UnixFolder(System.IO.Path.Join(Path, Encoding.UTF8.GetString(name)), descriptor, _watch);
            return SkipReason.None;
        }
    }

    internal override SkipReason Stat(ReadOnlySpan<byte> name, out EntryKind kind, out FileStamp stamp)
    {
        fixed (byte* terminated = name)
        {
            var error = UnixCalls.StatAt(_folder, terminated, out var status);
            if (_watch is not null && status.Links > 1 && status.Kind == EntryKind.File)
            {
                _watch.AddFile(_folder, Path, name);
                error = UnixCalls.StatAt(_folder, terminated, out status);
            }

            (kind, stamp) = (status.Kind, status.Stamp);
            return error == 0 ? SkipReason.None : Reason(error);
        }
    }

    private protected override SkipReason OpenFile(ReadOnlySpan<byte> path, out OpenFile file)
    {
        file = default;
        var descriptor = OpenBeneath(path, out var error);
        if (descriptor < 0)
        {
            return Reason(error);
        }

        error = UnixCalls.StatFile(descriptor, out var status);
        file = new(descriptor, null, status.Stamp, status.Links > 1);
        if (error == 0 && status.Kind == EntryKind.File)
        {
            return SkipReason.None;
        }

        _ = UnixCalls.Close(descriptor);
        return error == 0 ? SkipReason.NotAFile : Reason(error);
    }

    private protected override int ReadAt(in OpenFile file, long position, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            return (int)UnixCalls.ReadAt(file.Descriptor, start, buffer.Length, position);
        }
    }

    private protected override FileStamp StampOf(in OpenFile file) =>
        UnixCalls.StatFile(file.Descriptor, out var status) == 0 ? status.Stamp : default;

    private protected override void Close(in OpenFile file) => _ = UnixCalls.Close(file.Descriptor);

    private protected override void Dispose(bool disposing) => _folder.Dispose();

    private int OpenBeneath(ReadOnlySpan<byte> path, out int error)
    {
        const int attempts = 4; // the kernel says "again" when a folder on the way was renamed meanwhile
        fixed (byte* terminated = path)
        {
            for (var attempt = 0; attempt < attempts; attempt++)
            {
                var descriptor = UnixCalls.OpenBeneath(_folder, terminated, UnixCalls.OpenFileFlags);
                error = descriptor < 0 ? Marshal.GetLastPInvokeError() : 0;
                if (error == UnixCalls.TryAgain)
                {
                    continue;
                }

                if (error == UnixCalls.NoSuchCall || error == UnixCalls.NotPermitted || error == UnixCalls.NameTooLong)
                {
                    break;
                }

                return descriptor;
            }
        }

        return OpenByComponents(path, out error);
    }

    /// <summary>The same without help from the kernel: every folder on the way is opened by itself, refusing links.</summary>
    /// <param name="path">Relative, without <c>..</c>; a NUL at its end.</param>
    internal int OpenByComponents(ReadOnlySpan<byte> path, out int error)
    {
        Span<byte> name = stackalloc byte[1024];
        path = path[..path.IndexOf((byte)0)];
        var folder = -1;
        try
        {
            while (true)
            {
                var slash = path.IndexOf((byte)'/');
                var part = slash < 0 ? path : path[..slash];
                if (part.Length >= name.Length)
                {
                    error = UnixCalls.NameTooLong;
                    return -1;
                }

                part.CopyTo(name);
                name[part.Length] = 0;
                var flags = slash < 0 ? UnixCalls.OpenFileFlags : UnixCalls.PassFolderFlags;
                int next;
                fixed (byte* terminated = name)
                {
                    next = folder < 0 ? UnixCalls.OpenAt(_folder, terminated, flags) : UnixCalls.OpenAt(folder, terminated, flags);
                }

                error = next < 0 ? Marshal.GetLastPInvokeError() : 0;
                if (slash < 0 || next < 0)
                {
                    return next;
                }

                if (folder >= 0)
                {
                    _ = UnixCalls.Close(folder);
                }

                folder = next;
                path = path[(slash + 1)..];
            }
        }
        finally
        {
            if (folder >= 0)
            {
                _ = UnixCalls.Close(folder);
            }
        }
    }

    /// <exception cref="IOException">The process or the system is out of descriptors: no fault of the file, and not to be recorded as one.</exception>
    private static SkipReason Reason(int error)
    {
        if (error is UnixCalls.TooManyFiles or UnixCalls.TableFull)
        {
            throw new IOException($"Cannot open more files: {Marshal.GetPInvokeErrorMessage(error)}.", error);
        }

        // A link where the walk saw none was put there meanwhile; where it leads is not asked.
        return error == UnixCalls.Loop ? SkipReason.LinkOutside : error switch
        {
            UnixCalls.NoEntry or UnixCalls.NotAFolder => SkipReason.Vanished,
            UnixCalls.NoSuchDevice => SkipReason.NotAFile,
            _ => SkipReason.Unreadable,
        };
    }

    private sealed class Descriptor : SafeHandle
    {
        public Descriptor(int descriptor)
            : base(-1, ownsHandle: true) => SetHandle(descriptor);

        public override bool IsInvalid => handle == -1;

        protected override bool ReleaseHandle() => UnixCalls.Close((int)handle) == 0;
    }
}
