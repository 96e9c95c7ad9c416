using System.Text;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Files;

namespace McpContextBrowser.Core.Store;

/// <summary>About 256 neighbouring entries of a manifest: the unit that is sealed and rewritten when one of them changes.</summary>
internal sealed class ManifestPage(long id, long sequence, List<ManifestEntry> entries)
{
    /// <summary>Entries of a full page after a split; twice as many make it split.</summary>
    public const int Target = 256;

    public long Id { get; set; } = id;

    /// <summary>Sequence number of the commit that wrote it.</summary>
    public long Sequence { get; set; } = sequence;

    public List<ManifestEntry> Entries { get; } = entries;

    public RelativePath First => Entries[0].Path;

    /// <summary>Paths are stored as the length shared with the path before, then the rest.</summary>
    public byte[] Encode()
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory, Encoding.UTF8);
        writer.Write7BitEncodedInt(Entries.Count);
        var before = "";
        foreach (var entry in Entries)
        {
            var path = entry.Path.Value;
            var shared = path.AsSpan().CommonPrefixLength(before);
            if (shared > 0 && shared < path.Length && char.IsLowSurrogate(path[shared]))
            {
                shared--; // half a character cannot be written as UTF-8
            }

            writer.Write7BitEncodedInt(shared);
            writer.Write(path[shared..]);
            writer.Write7BitEncodedInt64(entry.Content);
            if (entry.HasContent)
            {
                writer.Write7BitEncodedInt(entry.Chunks);
            }
            else
            {
                writer.Write((byte)entry.Skip.Reason);
                writer.Write(entry.Skip.Rule ?? "");
            }

            writer.Write7BitEncodedInt64(entry.Stamp.Size);
            writer.Write(entry.Stamp.Mtime);
            writer.Write(entry.Stamp.Ctime);
            writer.Write7BitEncodedInt64((long)entry.Stamp.Inode);
            before = path;
        }

        writer.Flush();
        return memory.ToArray();
    }

    /// <exception cref="InvalidDataException">The bytes are not such a page.</exception>
    public static ManifestPage Decode(long id, long sequence, byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        try
        {
            var count = reader.Read7BitEncodedInt();
            var entries = new List<ManifestEntry>(Math.Clamp(count, 0, 2 * Target));
            var before = "";
            for (var i = 0; i < count; i++)
            {
                var shared = reader.Read7BitEncodedInt();
                var path = string.Concat(before.AsSpan(0, shared), reader.ReadString());
                var content = reader.Read7BitEncodedInt64();
                var chunks = content != 0 ? reader.Read7BitEncodedInt() : 0;
                var skip = content != 0
                    ? default
                    : new Skip((SkipReason)reader.ReadByte(), reader.ReadString() is { Length: > 0 } rule ? rule : null);
                var stamp = new FileStamp(
                    reader.Read7BitEncodedInt64(), reader.ReadInt64(), reader.ReadInt64(), (ulong)reader.Read7BitEncodedInt64());
                entries.Add(new(RelativePath.FromNormalised(path), content, chunks, stamp, skip));
                before = path;
            }

            return new(id, sequence, entries);
        }
        catch (Exception problem) when (problem is EndOfStreamException or ArgumentException or FormatException)
        {
            throw new InvalidDataException($"manifest page {id}: {problem.Message}", problem);
        }
    }
}
