using System.Text;

namespace McpContextBrowser.Core.Store;

/// <summary>The head of the store with what it vouches for: the sequence at which each tree was written.</summary>
/// <param name="Head">Where the store stands.</param>
/// <param name="Trees">Sequence of the last write by tree id.</param>
internal sealed record HeadRecord(StoreHead Head, IReadOnlyDictionary<long, long> Trees)
{
    public static HeadRecord Empty { get; } = new(new(0, 0, null), new Dictionary<long, long>());

    public byte[] Encode()
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory, Encoding.UTF8);
        writer.Write7BitEncodedInt64(Head.LastContent);
        writer.Write(Head.Snapshot is not null);
        if (Head.Snapshot is { } snapshot)
        {
            writer.Write(snapshot.File);
            writer.Write7BitEncodedInt64(snapshot.Sequence);
            writer.Write(snapshot.Model);
            writer.Write(snapshot.Session);
            writer.Write7BitEncodedInt64(snapshot.Length);
        }

        writer.Write7BitEncodedInt(Trees.Count);
        foreach (var (tree, sequence) in Trees)
        {
            writer.Write7BitEncodedInt64(tree);
            writer.Write7BitEncodedInt64(sequence);
        }

        writer.Flush();
        return memory.ToArray();
    }

    public static HeadRecord Decode(byte[] bytes, long sequence)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        var lastContent = reader.Read7BitEncodedInt64();
        var snapshot = reader.ReadBoolean()
            ? new SnapshotInfo(
                reader.ReadString(), reader.Read7BitEncodedInt64(), reader.ReadString(), reader.ReadUInt32(), reader.Read7BitEncodedInt64())
            : null;
        var count = reader.Read7BitEncodedInt();
        var trees = new Dictionary<long, long>(count);
        for (var i = 0; i < count; i++)
        {
            trees.Add(reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64());
        }

        return new(new(sequence, lastContent, snapshot), trees);
    }
}
