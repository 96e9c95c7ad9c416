using System.Buffers.Binary;
using System.Text.Unicode;

namespace McpContextBrowser.Core.Files;

/// <summary>
/// The entries of one folder: names in one growing buffer, each followed by a NUL as system calls want it. Made to be used again
/// for the next folder. Not for several threads.
/// </summary>
internal sealed class FolderListing
{
    private byte[] _names = new byte[4096];
    private int _used;
    private Entry[] _entries = new Entry[64];
    private FileStamp[] _stamps = [];

    /// <summary>One step of a walk through the folder: look at an entry, or (<see cref="Descends"/>) go below it.</summary>
    internal struct Entry
    {
        public int Offset;
        public int Length;
        public int Stamp;
        public EntryKind Kind;
        public bool Descends;
        public ulong Key; // the first eight bytes in sort order
    }

    public int Count { get; private set; }

    public ref Entry this[int index] => ref _entries[index];

    /// <summary>The name as the file system has it, in UTF-8; a NUL follows in memory.</summary>
    public ReadOnlySpan<byte> Name(in Entry entry) => _names.AsSpan(entry.Offset, entry.Length);

    /// <summary>The stamp that came with the listing, where the system gives one.</summary>
    public FileStamp? StampOf(in Entry entry) => entry.Stamp < 0 ? null : _stamps[entry.Stamp];

    public void Clear()
    {
        Count = 0;
        _used = 0;
    }

    /// <param name="name">Copied.</param>
    /// <param name="kind">As far as the system said.</param>
    public void Add(ReadOnlySpan<byte> name, EntryKind kind) => Add(name, kind, -1);

    /// <inheritdoc cref="Add(ReadOnlySpan{byte}, EntryKind)"/>
    /// <param name="stamp">What the listing itself said.</param>
    public void Add(ReadOnlySpan<byte> name, EntryKind kind, FileStamp stamp)
    {
        if (_stamps.Length <= Count)
        {
            Array.Resize(ref _stamps, Math.Max(64, Count * 2));
        }

        _stamps[Count] = stamp;
        Add(name, kind, Count);
    }

    /// <summary>The kind of the entry of that name; null without one.</summary>
    public EntryKind? KindOf(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < Count; i++)
        {
            if (!_entries[i].Descends && Name(_entries[i]).SequenceEqual(name))
            {
                return _entries[i].Kind;
            }
        }

        return null;
    }

    /// <summary>
    /// Brings the entries into the order of their paths' UTF-16 text, which is that of <see cref="Contracts.RelativePath"/>. Each folder
    /// gets a second entry that stands where the paths below it do: <c>a</c>, <c>a.cs</c>, then <c>a/x</c>.
    /// </summary>
    public void Sort()
    {
        EscapeBadNames();
        for (int i = 0, found = Count; i < found; i++)
        {
            ref var entry = ref _entries[i];
            entry.Key = KeyOf(entry);
            if (entry.Kind is EntryKind.Folder)
            {
                AddDescent(entry);
            }
        }

        _entries.AsSpan(0, Count).Sort(Compare);
    }

    /// <summary>Takes in that an entry of unknown kind is a folder; the listing must be sorted.</summary>
    public void AddDescentAfter(int index)
    {
        AddDescent(_entries[index]);
        _entries.AsSpan(index + 1, Count - index - 1).Sort(Compare);
    }

    private void AddDescent(Entry folder)
    {
        folder.Descends = true;
        folder.Key = KeyOf(folder);
        Append(folder);
    }

    private void Add(ReadOnlySpan<byte> name, EntryKind kind, int stamp)
    {
        if (_used + name.Length + 1 > _names.Length)
        {
            Array.Resize(ref _names, Math.Max(_names.Length * 2, _used + name.Length + 1));
        }

        name.CopyTo(_names.AsSpan(_used));
        _names[_used + name.Length] = 0;
        Append(new Entry { Offset = _used, Length = name.Length, Kind = Utf8.IsValid(name) ? kind : EntryKind.BadName, Stamp = stamp });
        _used += name.Length + 1;
    }

    private void Append(in Entry entry)
    {
        if (Count == _entries.Length)
        {
            Array.Resize(ref _entries, Count * 2);
        }

        _entries[Count++] = entry;
    }

    /// <summary>
    /// A name that is not UTF-8 must be shown under some path, and no two entries may share one, whatever a hostile tree holds:
    /// bad bytes and backslashes become <c>\xHH</c>, with more backslashes in front while a sibling really has such a name.
    /// </summary>
    private void EscapeBadNames()
    {
        List<int>? bad = null;
        for (var i = 0; i < Count; i++)
        {
            if (_entries[i].Kind == EntryKind.BadName)
            {
                (bad ??= []).Add(i);
            }
        }

        if (bad is null)
        {
            return;
        }

        var siblings = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < Count; i++)
        {
            if (_entries[i].Kind != EntryKind.BadName)
            {
                siblings.Add(System.Text.Encoding.UTF8.GetString(Name(_entries[i])));
            }
        }

        for (var marker = "\\x"; ; marker = "\\" + marker)
        {
            var escaped = bad.ConvertAll(i => BadName.Escape(Name(_entries[i]), marker));
            if (siblings.Overlaps(escaped))
            {
                continue;
            }

            for (var i = 0; i < bad.Count; i++)
            {
                var name = System.Text.Encoding.UTF8.GetBytes(escaped[i]);
                var stamp = _entries[bad[i]].Stamp;
                Add(name, EntryKind.BadName, stamp);
                _entries[bad[i]] = _entries[--Count] with { Kind = EntryKind.BadName };
            }

            return;
        }
    }

    private ulong KeyOf(in Entry entry)
    {
        Span<byte> first = stackalloc byte[8];
        first.Clear();
        var name = Name(entry);
        name[..Math.Min(8, name.Length)].CopyTo(first);
        if (entry.Descends && name.Length < 8)
        {
            first[name.Length] = (byte)'/';
        }

        foreach (ref var c in first)
        {
            c = Rank(c);
        }

        return BinaryPrimitives.ReadUInt64BigEndian(first);
    }

    private int Compare(Entry a, Entry b)
    {
        if (a.Key != b.Key)
        {
            return a.Key < b.Key ? -1 : 1;
        }

        var common = Name(a).CommonPrefixLength(Name(b));
        return RankAt(a, common) - RankAt(b, common);
    }

    private int RankAt(in Entry entry, int index) =>
        index < entry.Length ? Rank(_names[entry.Offset + index]) : entry.Descends ? '/' : -1;

    // In UTF-16 the characters above U+FFFF (UTF-8: F0 to F4) stand before U+E000 to U+FFFF (EE and EF).
    private static byte Rank(byte c) => c is 0xEE or 0xEF ? (byte)(c + 0x10) : c;
}
