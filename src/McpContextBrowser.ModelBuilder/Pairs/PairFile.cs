using System.Text;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.ModelBuilder.Repositories;

namespace McpContextBrowser.ModelBuilder.Pairs;

/// <summary>
/// Pairs on disk, between the two steps of a build: <c>"CTXP0001"</c>, then for each repository its row, what was dropped, and its
/// pairs. Strings with a length before them, in UTF-8.
/// </summary>
internal static class PairFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static void WriteHead(BinaryWriter writer) => writer.Write("CTXP0001"u8);

    public static BinaryWriter Writer(Stream stream) => new(stream, Utf8);

    public static void Write(BinaryWriter writer, MinedRepository mined)
    {
        writer.Write(mined.Row.Name);
        writer.Write(mined.Row.Commit);
        writer.Write(mined.Row.Licence);
        writer.Write((byte)mined.Row.Split);
        writer.Write(string.Join('\n', mined.LicenceFiles));
        writer.Write(mined.FilesDropped);
        writer.Write(mined.QueriesDropped);
        writer.Write(mined.Repeated);
        writer.Write(mined.Pairs.Count);
        foreach (var pair in mined.Pairs)
        {
            writer.Write((byte)pair.Kind);
            writer.Write(pair.Language);
            writer.Write(pair.Path);
            writer.Write(pair.Query);
            writer.Write(pair.Document);
        }
    }

    /// <summary>Reads one repository after the other.</summary>
    /// <exception cref="CtxbException">The file is none of this form.</exception>
    public static IEnumerable<MinedRepository> Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan);
        using var reader = new BinaryReader(stream, Utf8);
        if (stream.Length < 8 || !reader.ReadBytes(8).AsSpan().SequenceEqual("CTXP0001"u8))
        {
            throw RepositoryList.Refused($"{path} is no file of pairs.", "Make it with 'pairs'.");
        }

        while (stream.Position < stream.Length)
        {
            var row = new RepositoryRow(reader.ReadString(), reader.ReadString(), reader.ReadString(), (Split)reader.ReadByte());
            var proof = reader.ReadString().Split('\n');
            var (files, queries, repeated) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
            var pairs = new Pair[reader.ReadInt32()];
            for (var i = 0; i < pairs.Length; i++)
            {
                pairs[i] = new((PairKind)reader.ReadByte(), string.Intern(reader.ReadString()), reader.ReadString(), reader.ReadString(), reader.ReadString());
            }

            yield return new(row, proof, pairs, files, queries, repeated);
        }
    }
}
