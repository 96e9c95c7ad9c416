using System.Text;

namespace McpContextBrowser.Core.Store;

/// <summary>A tree as it is stored: what is known of it, and its pages in order of their paths, each with the sequence that wrote it.</summary>
internal sealed record TreeRow(long Id, TreeInfo Info, IReadOnlyList<PageLink> Pages)
{
    public byte[] Encode()
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory, Encoding.UTF8);
        writer.Write(Info.Root);
        writer.Write((byte)Info.Kind);
        writer.Write(Info.Complete);
        writer.Write7BitEncodedInt64(Info.IndexedAt?.UtcTicks ?? 0);
        writer.Write7BitEncodedInt(Info.IgnorePatterns.Count);
        foreach (var pattern in Info.IgnorePatterns)
        {
            writer.Write(pattern);
        }

        writer.Write7BitEncodedInt(Pages.Count);
        foreach (var page in Pages)
        {
            writer.Write7BitEncodedInt64(page.Id);
            writer.Write7BitEncodedInt64(page.Sequence);
        }

        writer.Write(Info.LastError);
        writer.Flush();
        return memory.ToArray();
    }

    public static TreeRow Decode(long id, long sequence, byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        var root = reader.ReadString();
        var kind = (TreeKind)reader.ReadByte();
        var complete = reader.ReadBoolean();
        var ticks = reader.Read7BitEncodedInt64();
        var patterns = new string[reader.Read7BitEncodedInt()];
        for (var i = 0; i < patterns.Length; i++)
        {
            patterns[i] = reader.ReadString();
        }

        var pages = new PageLink[reader.Read7BitEncodedInt()];
        for (var i = 0; i < pages.Length; i++)
        {
            pages[i] = new(reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64());
        }

        var info = new TreeInfo
        {
            Root = root,
            Kind = kind,
            Complete = complete,
            IndexedAt = ticks == 0 ? null : new DateTimeOffset(ticks, TimeSpan.Zero),
            IgnorePatterns = patterns,
            LastError = reader.BaseStream.Position < bytes.Length ? reader.ReadString() : "", // rows of earlier versions end before it
            Sequence = sequence,
        };
        return new(id, info, pages);
    }
}
