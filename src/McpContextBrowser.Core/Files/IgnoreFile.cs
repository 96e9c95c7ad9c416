using System.Numerics;

namespace McpContextBrowser.Core.Files;

/// <summary>
/// The patterns of one ignore file. The last line that matches decides, so patterns that name one file (<c>bin</c>) or one
/// extension (<c>*.log</c>) are found by hash and only the others are tried one by one.
/// </summary>
internal sealed class IgnoreFile
{
    /// <summary>Larger ignore files are not read: a hostile tree must not cost every path millions of patterns.</summary>
    /// <value>8 MiB.</value>
    public const int MaxBytes = 8 << 20;

    private const int FewPatterns = 8; // not worth tables

    private readonly IgnorePattern[] _patterns;
    private readonly int[] _heads; // hash slot → the last pattern of that slot, or -1
    private readonly int[] _earlier; // pattern → the one before it in the same slot, or -1
    private readonly int[] _others; // patterns that have no hash, the last first
    private readonly ByteTable? _byNameStart; // with many others: those that a name, a path, an end could match
    private readonly ByteTable? _byPathStart;
    private readonly ByteTable? _byNameEnd;
    private readonly bool _ignoreCase;

    private IgnoreFile(IgnorePattern[] patterns, bool ignoreCase)
    {
        _patterns = patterns;
        _ignoreCase = ignoreCase;
        _earlier = new int[patterns.Length];
        _heads = new int[(int)BitOperations.RoundUpToPowerOf2((uint)patterns.Length + 1) * 2];
        Array.Fill(_heads, -1);
        var others = new List<int>();
        for (var i = 0; i < patterns.Length; i++)
        {
            if (HashOf(patterns[i]) is { } hash)
            {
                var slot = (int)hash & (_heads.Length - 1);
                (_earlier[i], _heads[slot]) = (_heads[slot], i);
            }
            else
            {
                others.Insert(0, i);
            }
        }

        _others = [.. others];
        if (_others.Length > FewPatterns)
        {
            _byNameStart = new(others.FindAll(i => patterns[i].Kind is IgnorePattern.Form.NameWild), (i, c) => patterns[i].CouldStartWith(c));
            _byPathStart = new(
                others.FindAll(i => patterns[i].Kind is IgnorePattern.Form.Path or IgnorePattern.Form.PathWild),
                (i, c) => patterns[i].CouldStartWith(c));
            _byNameEnd = new(
                others.FindAll(i => patterns[i].Kind is IgnorePattern.Form.NameEnd),
                (i, c) => patterns[i].Literal.IsEmpty || Fold(patterns[i].Literal[^1]) == Fold(c));
        }
    }

    /// <summary>Reads an ignore file as git does: a BOM is skipped, CR LF ends a line like LF, the last line needs no end.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">How verdicts name the file.</param>
    /// <param name="ignoreCase">See <see cref="FilesOptions.IgnoreCase"/>.</param>
    /// <returns>Null when no line can match anything.</returns>
    public static IgnoreFile? Parse(ReadOnlySpan<byte> bytes, string name, bool ignoreCase)
    {
        if (bytes.StartsWith("\ufeff"u8))
        {
            bytes = bytes[3..];
        }

        var patterns = new List<IgnorePattern>();
        for (var number = 1; !bytes.IsEmpty; number++)
        {
            var end = bytes.IndexOf((byte)'\n');
            var line = end < 0 ? bytes : bytes[..end];
            bytes = end < 0 ? default : bytes[(end + 1)..];
            if (!line.IsEmpty && line[^1] == '\r')
            {
                line = line[..^1];
            }

            if (IgnorePattern.Parse(line, name, number, ignoreCase) is { } pattern)
            {
                patterns.Add(pattern);
            }
        }

        return patterns.Count == 0 ? null : new([.. patterns], ignoreCase);
    }

    /// <summary>The last pattern that matches; null when none does.</summary>
    /// <param name="path">Path below the folder of this file, <c>/</c> between parts.</param>
    /// <param name="nameStart">Where its last part starts.</param>
    /// <param name="isFolder">A link to a folder is none.</param>
    public IgnorePattern? LastMatch(ReadOnlySpan<byte> path, int nameStart, bool isFolder)
    {
        var name = path[nameStart..];
        var best = LastInSlot(HashName(name), path, name, isFolder, -1);
        if (name.LastIndexOf((byte)'.') is var dot && dot >= 0)
        {
            best = LastInSlot(HashExtension(name[dot..]), path, name, isFolder, best);
        }

        if (_byNameStart is null)
        {
            best = LastOf(_others, path, name, isFolder, best);
        }
        else
        {
            best = LastOf(_byNameStart.For(name[0]), path, name, isFolder, best);
            best = LastOf(_byPathStart!.For(path[0]), path, name, isFolder, best);
            best = LastOf(_byNameEnd!.For(name[^1]), path, name, isFolder, best);
        }

        return best < 0 ? null : _patterns[best];
    }

    private int LastOf(int[] candidates, ReadOnlySpan<byte> path, ReadOnlySpan<byte> name, bool isFolder, int best)
    {
        foreach (var i in candidates)
        {
            if (i < best)
            {
                break;
            }

            if (Matches(i, path, name, isFolder))
            {
                return i;
            }
        }

        return best;
    }

    private int LastInSlot(uint hash, ReadOnlySpan<byte> path, ReadOnlySpan<byte> name, bool isFolder, int best)
    {
        for (var i = _heads[(int)hash & (_heads.Length - 1)]; i > best; i = _earlier[i])
        {
            if (Matches(i, path, name, isFolder))
            {
                return i;
            }
        }

        return best;
    }

    private bool Matches(int index, ReadOnlySpan<byte> path, ReadOnlySpan<byte> name, bool isFolder)
    {
        var pattern = _patterns[index];
        return (isFolder || !pattern.FoldersOnly) && pattern.Matches(path, name);
    }

    /// <returns>Null for a pattern that any name might match.</returns>
    private uint? HashOf(IgnorePattern pattern) => pattern.Kind switch
    {
        IgnorePattern.Form.Name => HashName(pattern.Literal),
        IgnorePattern.Form.NameEnd when pattern.Literal.LastIndexOf((byte)'.') is var dot && dot >= 0 =>
            HashExtension(pattern.Literal[dot..]),
        _ => null,
    };

    private uint HashName(ReadOnlySpan<byte> name) => Hash(name, 2166136261);

    private uint HashExtension(ReadOnlySpan<byte> extension) => Hash(extension, 0x9E3779B9);

    private uint Hash(ReadOnlySpan<byte> text, uint hash)
    {
        // FNV-1a; the high half is folded in because the slot is taken from the low bits.
        foreach (var c in text)
        {
            hash = (hash ^ Fold(c)) * 16777619;
        }

        return hash ^ (hash >> 15);
    }

    private byte Fold(byte c) => _ignoreCase ? IgnorePattern.Fold(c) : c;

    /// <summary>For each byte the patterns that remain possible, the last first.</summary>
    private sealed class ByteTable
    {
        private readonly int[][] _candidates = new int[256][];

        public ByteTable(List<int> patterns, Func<int, byte, bool> isPossible)
        {
            for (var c = 0; c < 256; c++)
            {
                _candidates[c] = [.. patterns.Where(i => isPossible(i, (byte)c))];
            }
        }

        public int[] For(byte c) => _candidates[c];
    }
}
