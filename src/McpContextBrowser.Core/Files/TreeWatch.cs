using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace McpContextBrowser.Core.Files;

/// <summary>
/// Asks the kernel whether anything in a tree was touched since the last walk, so that an untouched tree need not be walked again
/// (inotify, Linux). A hint whose silence is believed only where it is known to mean something: every folder of the tree lies on a
/// file system that reports, every folder could be watched, and nothing outside the tree that has a say in the walk has changed.
/// Everything else — a network or shared file system, a limit reached, a queue that ran over, another system — costs a walk, never
/// the truth.
/// </summary>
/// <remarks>
/// The kernel puts an event into the queue before the system call that caused it returns, and <see cref="Drain"/> empties the queue
/// itself: what a program has written before a search begins is seen by that search. What inotify does not report, a store through
/// a memory mapping, is reported when the file is closed. Not for several threads.
/// </remarks>
internal sealed unsafe class TreeWatch : IDisposable
{
    private const uint Modified = 0x2;
    private const uint Attributes = 0x4;
    private const uint ClosedAfterWriting = 0x8;
    private const uint Overflow = 0x4000;
    private const uint Ignored = 0x8000;
    private const uint OnlyFolders = 0x0100_0000;
    private const uint IsFolder = 0x4000_0000;
    private const uint MovedOrMadeOrGone = 0x40 | 0x80 | 0x100 | 0x200;
    private const uint SelfMovedOrGone = 0x400 | 0x800;
    private const uint FolderMask = Modified | Attributes | ClosedAfterWriting | MovedOrMadeOrGone | SelfMovedOrGone | OnlyFolders;
    private const uint FileMask = Modified | Attributes | ClosedAfterWriting;
    private const int EventHead = 16; // struct inotify_event: wd 4, mask 4, cookie 4, len 4, name
    private const int MostBytes = 4 << 20; // a writer that never pauses must not keep a search here
    private const short MountsChanged = 0x8 | 0x2; // POLLERR | POLLPRI, see proc_pid_mounts(5)

    // statfs(2): ext2–4, xfs, btrfs, tmpfs, f2fs, overlayfs, zfs, bcachefs, ramfs, squashfs, erofs, iso9660
    private static readonly HashSet<long> Reporting =
    [
        0xEF53, 0x58465342, 0x9123683E, 0x01021994, 0xF2F52010, 0x794C7630, 0x2FC12FC1, 0xCA451A4E, 0x858458F6, 0x73717368, 0xE0F5E1E2, 0x9660,
    ];

    private readonly Handle _events;
    private readonly SafeFileHandle? _mounts;
    private readonly Dictionary<int, Watched> _watched = [];
    private readonly string _root;
    private IReadOnlyList<OuterStamp> _outer = [];
    private int _walk;
    private bool _sound; // nothing of the walk under way, or of the last one, went unwatched
    private bool _complete;

    private TreeWatch(string root, Handle events, SafeFileHandle? mounts) => (_root, _events, _mounts) = (root, events, mounts);

    /// <param name="root">Real path.</param>
    /// <returns>Null where the system has no such reports, or this user has used up his share of them.</returns>
    public static TreeWatch? Open(string root)
    {
        if (!OperatingSystem.IsLinux() || !UnixCalls.Supported || UnixCalls.OpenWatch(UnixCalls.WatchFlags) is not (>= 0 and var events))
        {
            return null;
        }

        SafeFileHandle? mounts = null;
        try
        {
            mounts = File.OpenHandle("/proc/self/mounts");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // without it a file system mounted inside the tree would go unseen: no walk is ever complete
        }

        return new(root, new Handle(events), mounts);
    }

    /// <summary>Begins a walk, whose folders are told by <see cref="AddFolder"/>. Empty the queue before.</summary>
    /// <param name="outer">Files outside the tree that have a say in it.</param>
    public void Begin(IReadOnlyList<string> outer)
    {
        _walk++;
        _complete = false;
        _sound = _mounts is not null;
        _outer = [.. outer.Append(_root).Select(OuterStamp.Of)];
        _ = MountsWereChanged();
    }

    /// <summary>Ends a walk that went through the whole tree: from now on silence means that nothing was touched.</summary>
    /// <returns>False when silence means nothing here.</returns>
    public bool Complete()
    {
        foreach (var (number, _) in _watched.Where(watched => watched.Value.Walk != _walk).ToList())
        {
            _watched.Remove(number);
            _ = UnixCalls.RemoveWatch(_events, number);
        }

        return _complete = _sound;
    }

    /// <summary>Takes silence after this walk for meaningless.</summary>
    public void Distrust() => _sound = false;

    /// <summary>Watches a folder of the walk; call it before listing the folder.</summary>
    public void AddFolder(SafeHandle folder, string path)
    {
        if (!_sound)
        {
            return;
        }

        if (!Reporting.Contains(UnixCalls.FileSystemNumber(folder)))
        {
            _sound = false;
            return;
        }

        Add(folder, "\0"u8, path, FolderMask);
    }

    /// <summary>Watches a file with several names by itself: writing through another name is not reported to this one's folder.</summary>
    public void AddFile(SafeHandle folder, string folderPath, ReadOnlySpan<byte> name)
    {
        if (_sound)
        {
            Add(folder, [(byte)'/', .. name, 0], Path.Join(folderPath, Encoding.UTF8.GetString(name)), FileMask);
        }
    }

    /// <summary>Empties the queue.</summary>
    /// <param name="touched">Gets the absolute paths of files that were written, made, moved or removed.</param>
    /// <returns>
    /// True when these are all that can have changed since the last complete walk; false when only a walk can tell.
    /// </returns>
    public bool Drain(ISet<string> touched)
    {
        var known = _complete;
        var buffer = stackalloc byte[32 * 1024];
        for (var total = 0L; ;)
        {
            var filled = UnixCalls.Read(_events, buffer, 32 * 1024);
            if (filled <= 0)
            {
                break;
            }

            known &= Take(new ReadOnlySpan<byte>(buffer, (int)filled), touched);
            total += filled;
            if (total > MostBytes)
            {
                known = false;
                break;
            }
        }

        // Not short-circuited: each must be brought up to date.
        known &= !MountsWereChanged();
        known &= _outer.All(stamp => stamp.Holds());
        return known;
    }

    public void Dispose()
    {
        _events.Dispose();
        _mounts?.Dispose();
    }

    private void Add(SafeHandle folder, ReadOnlySpan<byte> below, string path, uint mask)
    {
        Span<byte> name = stackalloc byte[300];
        var length = Encoding.ASCII.GetBytes("/proc/self/fd/", name);
        _ = ((int)folder.DangerousGetHandle()).TryFormat(name[length..], out var digits);
        below.CopyTo(name[(length + digits)..]);
        fixed (byte* start = name)
        {
            var number = UnixCalls.AddWatch(_events, start, mask);
            if (number < 0)
            {
                _sound = false; // out of watches, most likely: fs.inotify.max_user_watches
                return;
            }

            _watched[number] = new(path, _walk);
        }
    }

    private bool Take(ReadOnlySpan<byte> events, ISet<string> touched)
    {
        var known = true;
        while (!events.IsEmpty)
        {
            var number = BinaryPrimitives.ReadInt32LittleEndian(events);
            var mask = BinaryPrimitives.ReadUInt32LittleEndian(events[4..]);
            var nameLength = BinaryPrimitives.ReadInt32LittleEndian(events[12..]);
            var name = events.Slice(EventHead, nameLength);
            events = events[(EventHead + nameLength)..];
            if ((mask & Ignored) != 0)
            {
                _watched.Remove(number);
            }
            else if ((mask & (Overflow | IsFolder | SelfMovedOrGone)) != 0)
            {
                known &= (mask & Overflow) == 0 && !_watched.ContainsKey(number);
            }
            else if (_watched.TryGetValue(number, out var watched))
            {
                name = name.TrimEnd((byte)0);
                // Without a name it is a file watched by itself, which may have been moved since: a walk finds where it is.
                known &= !name.IsEmpty && !HasASay(name);
                touched.Add(Path.Join(watched.Path, Encoding.UTF8.GetString(name)));
            }
        }

        return known;
    }

    /// <summary>Files that decide about other files.</summary>
    private static bool HasASay(ReadOnlySpan<byte> name) =>
        name.SequenceEqual(".gitignore"u8) || name.SequenceEqual(".ctxbignore"u8) || name.SequenceEqual("ctxb.json"u8) || name.SequenceEqual(".git"u8);

    private bool MountsWereChanged()
    {
        if (_mounts is null)
        {
            return false;
        }

        var request = new UnixCalls.PollRequest { File = (int)_mounts.DangerousGetHandle(), Wanted = MountsChanged };
        return UnixCalls.Poll(&request, 1, 0) != 0;
    }

    /// <summary>What a watch number stands for.</summary>
    /// <param name="Path">Absolute.</param>
    /// <param name="Walk">The last walk that met it.</param>
    private readonly record struct Watched(string Path, int Walk);

    /// <summary>A path outside the tree as it was; of a folder only whether it is still the same one.</summary>
    private readonly record struct OuterStamp(byte[] Path, EntryKind Kind, ulong Device, FileStamp Stamp)
    {
        public static OuterStamp Of(string path) => Of(Encoding.UTF8.GetBytes(path + "\0"));

        public bool Holds() => Of(Path) is var now && (now.Kind, now.Device, now.Stamp) == (Kind, Device, Stamp);

        private static OuterStamp Of(byte[] path)
        {
            var status = UnixCalls.StatPath(path);
            var stamp = status.Kind == EntryKind.File ? status.Stamp : new FileStamp(0, 0, 0, status.Stamp.Inode);
            return new(path, status.Kind, status.Device, stamp);
        }
    }

    private sealed class Handle : SafeHandle
    {
        public Handle(int descriptor)
            : base(-1, ownsHandle: true) => SetHandle(descriptor);

        public override bool IsInvalid => handle == -1;

        protected override bool ReleaseHandle() => UnixCalls.Close((int)handle) == 0;
    }
}
