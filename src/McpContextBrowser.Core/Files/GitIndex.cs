using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace McpContextBrowser.Core.Files;

/// <summary>
/// The paths that git tracks, read from <c>.git/index</c> (versions 2, 3 and 4, whole or split; gitformat-index) without starting
/// git. The file is taken as hostile: whatever is not as the format says makes it count as absent.
/// </summary>
internal sealed partial class GitIndex
{
    /// <summary>Larger index files are not read.</summary>
    /// <value>256 MiB, about three million files.</value>
    public const int MaxBytes = 256 << 20;

    /// <summary>Git's own limit is 4,096 on most systems; one deeper path must not make memory quadratic in version 4.</summary>
    private const int MaxPath = 1 << 16;

    private readonly byte[] _paths;
    private readonly int[] _starts; // one more than paths

    private GitIndex(byte[] paths, int[] starts, SplitLink? link = null)
    {
        _paths = paths;
        _starts = starts;
        Link = link;
    }

    public int Count => _starts.Length - 1;

    /// <summary>True when the path itself is tracked.</summary>
    public bool Contains(ReadOnlySpan<byte> path)
    {
        var at = LowerBound(path);
        return at < Count && Path(at).SequenceEqual(path);
    }

    /// <summary>True when something below the folder is tracked, or the folder as a submodule.</summary>
    public bool ContainsWithin(ReadOnlySpan<byte> folder)
    {
        if (Contains(folder))
        {
            return true;
        }

        // "a.b" sorts between "a" and "a/b", so the search is for "a/".
        Span<byte> below = folder.Length < 1024 ? stackalloc byte[folder.Length + 1] : new byte[folder.Length + 1];
        folder.CopyTo(below);
        below[^1] = (byte)'/';
        var at = LowerBound(below);
        return at < Count && Path(at).StartsWith(below);
    }

    /// <summary>Reads an index file.</summary>
    /// <param name="file">All of it.</param>
    /// <returns>Null when it is not an index that this format describes.</returns>
    public static GitIndex? Parse(ReadOnlySpan<byte> file) => Parse(file, 20) ?? Parse(file, 32); // SHA-1, SHA-256

    private static GitIndex? Parse(ReadOnlySpan<byte> file, int hashLength)
    {
        if (file.Length < 12 + hashLength || !file.StartsWith("DIRC"u8))
        {
            return null;
        }

        var version = BinaryPrimitives.ReadUInt32BigEndian(file[4..]);
        var count = BinaryPrimitives.ReadUInt32BigEndian(file[8..]);
        if (version is < 2 or > 4 || count > (uint)file.Length / (42 + (uint)hashLength))
        {
            return null;
        }

        var starts = new int[count + 1];
        var paths = new List<byte>((int)Math.Min(file.Length, count * 32L));
        var body = file[..^hashLength];
        var at = 12;
        for (var i = 0; i < count; i++)
        {
            var previous = i == 0 ? 0 : starts[i - 1];
            starts[i] = paths.Count;
            var length = ReadEntry(body, at, (int)version, hashLength, paths, previous);
            if (length < 0 || (i > 0 && !InOrder(paths, previous, starts[i])))
            {
                return null;
            }

            at += length;
        }

        starts[count] = paths.Count;
        return TryReadExtensions(body[at..], hashLength, out var link) ? new GitIndex([.. paths], starts, link) : null;
    }

    /// <summary>Appends the path of one entry.</summary>
    /// <returns>Bytes that the entry takes; -1 when it is not one.</returns>
    private static int ReadEntry(ReadOnlySpan<byte> body, int at, int version, int hashLength, List<byte> paths, int previous)
    {
        // 40 bytes of stat data (the mode at 24), the object's hash, 2 bytes of flags, 2 more when the extended bit is set
        var fixedLength = 40 + hashLength + 2;
        if (at + fixedLength > body.Length)
        {
            return -1;
        }

        var type = BinaryPrimitives.ReadUInt32BigEndian(body[(at + 24)..]) >> 12;
        var extended = (body[at + 40 + hashLength] & 0x40) != 0;
        if (type is not (0x8 or 0xA or 0xE or 0x4) || (extended && version == 2))
        {
            return -1;
        }

        var pathAt = at + fixedLength + (extended ? 2 : 0);
        if (version == 4)
        {
            if (!TryReadOffset(body, ref pathAt, out var dropped) || dropped > paths.Count - previous)
            {
                return -1;
            }

            var kept = paths.Count - previous - (int)dropped;
            if (kept > MaxPath)
            {
                return -1;
            }

            paths.EnsureCapacity(paths.Count + kept); // so that the list does not move while it is copied from
            paths.AddRange(CollectionsMarshal.AsSpan(paths).Slice(previous, kept));
        }

        var length = pathAt <= body.Length ? body[pathAt..].IndexOf((byte)0) : -1;
        if (length < 0)
        {
            return -1;
        }

        paths.AddRange(body.Slice(pathAt, length));
        var end = pathAt + length;
        var entry = version == 4 ? end + 1 - at : (end - at + 8) & ~7; // one to eight NULs up to a multiple of eight
        return at + entry <= body.Length ? entry : -1;
    }

    /// <summary>Git's offset encoding: seven bits a byte, most significant first, one added for every byte that follows.</summary>
    private static bool TryReadOffset(ReadOnlySpan<byte> body, ref int at, out long value)
    {
        value = 0;
        for (var i = 0; i < 5 && at < body.Length; i++)
        {
            var c = body[at++];
            value = (i == 0 ? 0 : (value + 1) << 7) | (byte)(c & 0x7F);
            if ((c & 0x80) == 0)
            {
                return true;
            }
        }

        return false;
    }

    // Stages of a conflict repeat a path.
    private static bool InOrder(List<byte> paths, int previous, int start)
    {
        var all = CollectionsMarshal.AsSpan(paths);
        return all[previous..start].SequenceCompareTo(all[start..]) <= 0;
    }

    private ReadOnlySpan<byte> Path(int index) => _paths.AsSpan(_starts[index].._starts[index + 1]);

    private int LowerBound(ReadOnlySpan<byte> path)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (Path(middle).SequenceCompareTo(path) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
