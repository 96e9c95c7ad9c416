using System.Text;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Files;

/// <summary>
/// One walk under way: a stack of open folders, so neither depth nor a hostile tree can overflow the call stack, and each entry
/// is reached through the descriptor of its folder only.
/// </summary>
internal sealed class TreeWalk : IDisposable
{
    private static readonly Skip NodeModules = new(SkipReason.DefaultFolder, "files.includeNodeModules:false");

    private readonly FilesOptions _options;
    private readonly GitIndexCache _indexes;
    private readonly string _root;
    private readonly Stack<Frame> _frames = new();
    private readonly Stack<FolderListing> _spare = new();
    private readonly int _prefix; // bytes of the root's own path below its work tree, with slash
    private byte[] _path = new byte[512]; // from the top of the work tree to the entry at hand

    public TreeWalk(SourceFolder root, FilesOptions options, GitIndexCache indexes)
    {
        _options = options;
        _indexes = indexes;
        _root = root.Path;
        var above = RootRules.For(root.Path, options, indexes);
        _prefix = above.Prefix.Length;
        above.Prefix.CopyTo(Room(0, above.Prefix.Length));
        var listing = new FolderListing();
        if (root.List(listing) != SkipReason.None)
        {
            root.Dispose();
            throw new CtxbException(
                ErrorCodes.PathInvalid, $"{root.Path} cannot be listed.", "Give this user read permission on the folder.");
        }

        listing.Sort();
        var frame = new Frame(root, listing, default, _prefix, 0) { Rules = above.Rules, Tracked = above.Tracked };
        ReadRules(frame);
        _frames.Push(frame);
    }

    public WalkEntry Current { get; private set; }

    /// <summary>Goes to the next entry.</summary>
    /// <returns>False at the end.</returns>
    public bool MoveNext()
    {
        while (_frames.TryPeek(out var frame))
        {
            if (frame.Next == frame.Listing.Count)
            {
                Leave(_frames.Pop());
                continue;
            }

            var index = frame.Next++;
            var entry = frame.Listing[index];
            if (entry.Descends)
            {
                if (frame.TakeOpened(entry.Offset) is { } below)
                {
                    // Entries between its name and this place in the order have used the buffer.
                    frame.Listing.Name(entry).CopyTo(Room(frame.PathLength, entry.Length + 1));
                    _path[below.PathLength - 1] = (byte)'/';
                    _frames.Push(below);
                }
            }
            else if (Visit(frame, index, entry))
            {
                return true;
            }
        }

        return false;
    }

    public void Dispose()
    {
        while (_frames.TryPop(out var frame))
        {
            Leave(frame);
        }
    }

    private void Leave(Frame frame)
    {
        frame.Dispose();
        frame.Listing.Clear();
        _spare.Push(frame.Listing);
    }

    /// <returns>True when <see cref="Current"/> was set.</returns>
    private bool Visit(Frame frame, int index, FolderListing.Entry entry)
    {
        var name = frame.Listing.Name(entry);
        if (IsDotGit(name))
        {
            return false;
        }

        if (entry.Kind == EntryKind.BadName)
        {
            return Report(frame, name, default, new Skip(SkipReason.NameNotUtf8));
        }

        var stamp = frame.Listing.StampOf(entry);
        if (entry.Kind == EntryKind.Unknown)
        {
            if (frame.Folder.Stat(name, out var kind, out var found) != SkipReason.None)
            {
                return false; // gone since it was listed
            }

            (entry.Kind, stamp) = (kind, found);
            if (kind == EntryKind.Folder)
            {
                frame.Listing.AddDescentAfter(index);
            }
        }

        var isFolder = entry.Kind == EntryKind.Folder;
        name.CopyTo(Room(frame.PathLength, name.Length));
        var path = _path.AsSpan(0, frame.PathLength + name.Length);
        var verdict = frame.Rules.Decide(path, frame.PathLength, isFolder, withGit: frame.HiddenBy is null);
        string? hiddenBy = null;
        if (verdict is { Pattern: not null, FromGit: false })
        {
            if (verdict.Ignored)
            {
                return Report(frame, name, default, new Skip(SkipReason.Ignored, verdict.Rule));
            }
        }
        else if ((frame.HiddenBy ?? (verdict.Ignored ? verdict.Rule : null)) is { } rule)
        {
            if (frame.Tracked?.Contains(path, isFolder) != true)
            {
                return Report(frame, name, default, new Skip(SkipReason.Ignored, rule));
            }

            hiddenBy = rule; // git hides the folder, but what it tracks in it stays
        }

        return entry.Kind switch
        {
            EntryKind.Folder => VisitFolder(frame, entry, name, hiddenBy, asked: verdict is { Pattern: not null, FromGit: false }),
            EntryKind.File => VisitFile(frame, name, stamp),
            EntryKind.Link => Report(
                frame, name, default, new Skip(RealPath.ClassifyLink(_root, frame.Path.Append(Encoding.UTF8.GetString(name))))),
            _ => Report(frame, name, default, new Skip(SkipReason.NotAFile)),
        };
    }

    private bool VisitFile(Frame frame, ReadOnlySpan<byte> name, FileStamp? listed)
    {
        if (listed is not { } stamp)
        {
            var failure = frame.Folder.Stat(name, out var kind, out stamp);
            if (failure != SkipReason.None)
            {
                return failure != SkipReason.Vanished && Report(frame, name, default, new Skip(failure));
            }

            if (kind != EntryKind.File)
            {
                return Report(frame, name, default, new Skip(SkipReason.NotAFile)); // swapped since it was listed
            }
        }

        Report(frame, name, stamp, null);
        if (FileFilter.BeforeReading(Current.Path, stamp.Size, _options) is { } skip)
        {
            Current = Current with { Skip = skip };
        }

        return true;
    }

    /// <param name="asked">An own rule says that the folder is wanted.</param>
    private bool VisitFolder(Frame frame, FolderListing.Entry entry, ReadOnlySpan<byte> name, string? hiddenBy, bool asked)
    {
        if (!asked && DefaultSkip(name) is { } byDefault)
        {
            return Report(frame, name, default, byDefault);
        }

        if (frame.Depth + 1 > _options.MaxDepth)
        {
            return Report(frame, name, default, new Skip(SkipReason.TooDeep, $"files.maxDepth:{_options.MaxDepth}"));
        }

        var failure = frame.Folder.OpenFolder(name, out var folder);
        if (failure != SkipReason.None)
        {
            return failure != SkipReason.Vanished && Report(frame, name, default, new Skip(failure));
        }

        var listing = _spare.TryPop(out var spare) ? spare : new FolderListing();
        var pathLength = frame.PathLength + name.Length + 1;
        var below = new Frame(folder!, listing, frame.Path.Append(Encoding.UTF8.GetString(name)), pathLength, frame.Depth + 1)
        {
            Rules = frame.Rules,
            Tracked = frame.Tracked,
            HiddenBy = hiddenBy,
            OpenedFrom = entry.Offset,
        };
        failure = folder!.List(listing);
        if (failure == SkipReason.None && IsRepository(below))
        {
            failure = _options.IncludeNestedRepositories ? SkipReason.None : SkipReason.NestedRepository;
            EnterRepository(below);
        }

        if (failure != SkipReason.None)
        {
            Leave(below);
            return failure != SkipReason.Vanished && Report(frame, name, default, new Skip(failure));
        }

        listing.Sort();
        ReadRules(below);
        frame.Opened.Add(below);
        return false;
    }

    private Skip? DefaultSkip(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("node_modules"u8) && !_options.IncludeNodeModules ? NodeModules
        : name.SequenceEqual(".hg"u8) || name.SequenceEqual(".svn"u8) || name.SequenceEqual(".jj"u8)
            ? new Skip(SkipReason.DefaultFolder)
        : null;

    private bool IsDotGit(ReadOnlySpan<byte> name) =>
        name.Length == 4 && (_options.IgnoreCase ? Ascii.EqualsIgnoreCase(name, ".git"u8) : name.SequenceEqual(".git"u8));

    /// <summary>A folder with a <c>.git</c> that git would take for a repository, or for a pointer to one.</summary>
    private static bool IsRepository(Frame frame)
    {
        switch (frame.Listing.KindOf(".git"u8))
        {
            case EntryKind.File:
                using (var pointer = frame.Folder.Read(".git\0"u8, RepositoryRoot.MaxPointerBytes))
                {
                    return pointer.Bytes.StartsWith("gitdir: "u8);
                }

            case EntryKind.Folder:
                using (var head = frame.Folder.Read(".git/HEAD\0"u8, RepositoryRoot.MaxPointerBytes))
                {
                    if (head.Failure != SkipReason.None)
                    {
                        frame.Folder.Distrust(); // perhaps git has only begun to make it
                    }

                    return head.Failure == SkipReason.None;
                }

            default:
                return false;
        }
    }

    /// <summary>In a nested repository git's rules and git's index are its own.</summary>
    private void EnterRepository(Frame frame)
    {
        frame.HiddenBy = null;
        var repository = RepositoryRoot.At(frame.Folder.Path);
        frame.Rules = frame.Rules.ForRepository(
            frame.PathLength, repository is null ? null : RootRules.ReadExclude(repository, frame.Path.Value + "/", _options));
        frame.Tracked = repository is null ? null : new TrackedFiles(repository.GitDirectory, frame.PathLength, _indexes);
    }

    /// <summary>Takes in the ignore files of a folder; inside a folder that git hides, git reads none either.</summary>
    private void ReadRules(Frame frame)
    {
        var folder = frame.Path.IsRoot ? "" : frame.Path.Value + "/";
        var own = frame.Listing.KindOf(".ctxbignore"u8) is EntryKind.File or EntryKind.Unknown
            ? RootRules.ReadFile(frame.Folder, ".ctxbignore\0"u8, folder + ".ctxbignore", _options)
            : null;
        var git = frame.HiddenBy is null && frame.Listing.KindOf(".gitignore"u8) is EntryKind.File or EntryKind.Unknown
            ? RootRules.ReadFile(frame.Folder, ".gitignore\0"u8, folder + ".gitignore", _options)
            : null;
        frame.Rules = frame.Rules.Within(frame.PathLength, own, git);
    }

    /// <returns>True.</returns>
    private bool Report(Frame frame, ReadOnlySpan<byte> name, FileStamp stamp, Skip? skip)
    {
        Span<char> text = name.Length <= 512 ? stackalloc char[name.Length] : new char[name.Length];
        Current = new WalkEntry(frame.Path.Append(text[..Encoding.UTF8.GetChars(name, text)]), stamp, skip);
        return true;
    }

    private Span<byte> Room(int start, int length)
    {
        if (start + length > _path.Length)
        {
            Array.Resize(ref _path, Math.Max(_path.Length * 2, start + length));
        }

        return _path.AsSpan(start, length);
    }

    /// <summary>An open folder of the walk.</summary>
    private sealed class Frame(SourceFolder folder, FolderListing listing, RelativePath path, int pathLength, int depth) : IDisposable
    {
        public SourceFolder Folder { get; } = folder;

        public FolderListing Listing { get; } = listing;

        /// <summary>Below the root.</summary>
        public RelativePath Path { get; } = path;

        /// <summary>Bytes of its path from the top of the work tree, with slash.</summary>
        public int PathLength { get; } = pathLength;

        public int Depth { get; } = depth;

        public required IgnoreRules Rules { get; set; }

        /// <summary>Null without a repository.</summary>
        public required TrackedFiles? Tracked { get; set; }

        /// <summary>The rule by which git ignores this folder, when it is walked only for what git tracks in it.</summary>
        public string? HiddenBy { get; set; }

        /// <summary>Which name of its parent's listing this folder has.</summary>
        public int OpenedFrom { get; init; }

        /// <summary>Folders that were opened when their name came, and wait for their place in the order.</summary>
        public List<Frame> Opened { get; } = [];

        public int Next { get; set; }

        public Frame? TakeOpened(int offset)
        {
            var at = Opened.FindIndex(frame => frame.OpenedFrom == offset);
            if (at < 0)
            {
                return null;
            }

            var found = Opened[at];
            Opened.RemoveAt(at);
            return found;
        }

        public void Dispose()
        {
            Folder.Dispose();
            Opened.ForEach(frame => frame.Dispose());
        }
    }
}
