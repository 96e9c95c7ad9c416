using System.Buffers;
using System.Text;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Files;

/// <summary>
/// An open folder of a tree that is not trusted: files below it are read and stamped without following a link in any
/// component and without opening anything but regular files. Reading is safe from several threads at once.
/// </summary>
public abstract class SourceFolder : IDisposable
{
    private const int AttemptsAtChangingFile = 3;

    private protected SourceFolder(string path) => Path = path;

    /// <summary>Absolute path with the links on the way to it resolved.</summary>
    public string Path { get; }

    /// <summary>Opens the root of a tree. Its own path is trusted, so links on the way to it are followed.</summary>
    /// <exception cref="CtxbException">There is no such folder, or it cannot be read.</exception>
    public static SourceFolder Open(string path) => Open(path, null);

    /// <inheritdoc cref="Open(string)"/>
    /// <param name="watch">Told of every folder below before it is listed; null for nobody.</param>
    internal static SourceFolder Open(string path, TreeWatch? watch)
    {
        var full = System.IO.Path.GetFullPath(path);
        if (File.Exists(full))
        {
            throw new CtxbException(
                ErrorCodes.PathNotDirectory, $"{path} is a file.", "Name the folder it is in.");
        }

        if (RealPath.Resolve(full) is not { } real || !Directory.Exists(real))
        {
            throw new CtxbException(
                ErrorCodes.PathMissing, $"{path} does not exist, or this user may not reach it.", "Check the spelling, or name another folder.");
        }

        return UnixCalls.Supported ? UnixFolder.OpenRoot(real, watch) : new PortableFolder(real);
    }

    /// <summary>As <see cref="Open(string)"/>, for a folder that may as well not be there.</summary>
    internal static SourceFolder? TryOpen(string path)
    {
        try
        {
            return Open(path);
        }
        catch (CtxbException)
        {
            return null;
        }
    }

    /// <summary>Reads a file below this folder.</summary>
    /// <param name="path">Below this folder; any component may be hostile.</param>
    /// <param name="maxBytes">A larger file gives <see cref="SkipReason.TooLarge"/> and is not read.</param>
    /// <returns>
    /// The bytes and the stamp they had. A file that is written while it is read is read again; when that does not end, the
    /// stamp is the one from before the last reading, so it differs from the one on disk and the file counts as changed.
    /// </returns>
    public SourceFile Read(RelativePath path, int maxBytes)
    {
        using var name = new TerminatedPath(path);
        return Read(name.Bytes, maxBytes);
    }

    /// <summary>What <see cref="FileStamp"/> a walk would report now.</summary>
    /// <returns><see cref="SkipReason.None"/>, or why there is no regular file to read.</returns>
    public SkipReason Stamp(RelativePath path, out FileStamp stamp) => Stamp(path, out stamp, out _);

    /// <inheritdoc cref="Stamp(RelativePath, out FileStamp)"/>
    /// <param name="hasOtherNames">True when the file is known to have further names.</param>
    internal SkipReason Stamp(RelativePath path, out FileStamp stamp, out bool hasOtherNames)
    {
        using var name = new TerminatedPath(path);
        var failure = OpenFile(name.Bytes, out var file);
        (stamp, hasOtherNames) = (file.Stamp, file.HasOtherNames);
        if (failure == SkipReason.None)
        {
            Close(file);
        }

        return failure;
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    private protected abstract void Dispose(bool disposing);

    /// <inheritdoc cref="Read(RelativePath, int)"/>
    /// <param name="path">UTF-8 with a NUL at its end.</param>
    internal SourceFile Read(ReadOnlySpan<byte> path, int maxBytes)
    {
        for (var attempt = 1; ; attempt++)
        {
            var failure = OpenFile(path, out var file);
            if (failure != SkipReason.None)
            {
                return new SourceFile(failure, file.Stamp);
            }

            try
            {
                var result = file.Stamp.Size > maxBytes
                    ? new SourceFile(SkipReason.TooLarge, file.Stamp)
                    : ReadToEnd(file, maxBytes);
                if (attempt == AttemptsAtChangingFile || result.Failure != SkipReason.None || StampOf(file) == file.Stamp)
                {
                    return result;
                }

                result.Dispose();
            }
            finally
            {
                Close(file);
            }
        }
    }

    /// <summary>Reads to the end, whatever size the stamp named.</summary>
    private SourceFile ReadToEnd(in OpenFile file, int maxBytes)
    {
        // One byte more than the file has, so that the end is seen without a second buffer.
        var buffer = ArrayPool<byte>.Shared.Rent((int)file.Stamp.Size + 1);
        for (var length = 0; ;)
        {
            var read = ReadAt(file, length, buffer.AsSpan(length));
            length += Math.Max(read, 0);
            if (read == 0 && length <= maxBytes)
            {
                return new SourceFile(SkipReason.None, file.Stamp, buffer, length);
            }

            if (read < 0 || length > maxBytes)
            {
                ArrayPool<byte>.Shared.Return(buffer);
                return new SourceFile(read < 0 ? SkipReason.Unreadable : SkipReason.TooLarge, file.Stamp);
            }

            if (length == buffer.Length)
            {
                var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                buffer.AsSpan(0, length).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = larger;
            }
        }
    }

    /// <summary>Tells the watch that something outside the walked folders has a say in what this walk found.</summary>
    internal virtual void Distrust()
    {
    }

    /// <summary>Fills a listing with this folder's entries, unsorted. At most once for a folder.</summary>
    /// <returns><see cref="SkipReason.None"/> or <see cref="SkipReason.Unreadable"/>.</returns>
    internal abstract SkipReason List(FolderListing listing);

    /// <summary>Opens an entry as a folder; a link to one is refused.</summary>
    /// <param name="name">UTF-8, a NUL behind it in memory.</param>
    internal abstract SkipReason OpenFolder(ReadOnlySpan<byte> name, out SourceFolder? folder);

    /// <summary>Kind and stamp of an entry, not following it.</summary>
    /// <param name="name">UTF-8, a NUL behind it in memory.</param>
    internal abstract SkipReason Stat(ReadOnlySpan<byte> name, out EntryKind kind, out FileStamp stamp);

    /// <summary>Opens a regular file for reading.</summary>
    /// <param name="path">UTF-8 with a NUL at its end.</param>
    private protected abstract SkipReason OpenFile(ReadOnlySpan<byte> path, out OpenFile file);

    /// <returns>Bytes read; 0 at the end; -1 when the system refuses.</returns>
    private protected abstract int ReadAt(in OpenFile file, long position, Span<byte> buffer);

    /// <summary>The stamp as of now.</summary>
    private protected abstract FileStamp StampOf(in OpenFile file);

    private protected abstract void Close(in OpenFile file);

    /// <summary>A path as system calls want it, in a pooled buffer.</summary>
    private readonly ref struct TerminatedPath
    {
        private readonly byte[] _buffer;

        public TerminatedPath(RelativePath path)
        {
            _buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(path.Value.Length) + 1);
            var length = Encoding.UTF8.GetBytes(path.Value, _buffer);
            _buffer[length] = 0;
            Bytes = _buffer.AsSpan(0, length + 1);
        }

        public ReadOnlySpan<byte> Bytes { get; }

        public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);
    }
}
