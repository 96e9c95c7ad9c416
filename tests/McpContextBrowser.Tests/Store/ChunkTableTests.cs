using McpContextBrowser.Core.Chunking;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Tests.Store;

public sealed class ChunkTableTests
{
    private static readonly Chunk[] Two =
    [
        new(0, 10, 1, 2, DefinitionKind.Class, "Größe", null),
        new(10, 5, 3, 3, DefinitionKind.Method, "Run", "Größe"),
    ];

    private static readonly Chunk[] One = [new(0, 7, 1, 1, DefinitionKind.None, null, null)];

    [Test]
    public void What_was_added_is_read_back_in_place()
    {
        var table = ChunkTable.Read(Written());
        Assert.Multiple(() =>
        {
            Assert.That(table.ContentCount, Is.EqualTo(3));
            Assert.That(table.ChunkCount, Is.EqualTo(3));
            Assert.That(table.FirstChunk.ToArray(), Is.EqualTo(new[] { 0, 2, 2, 3 }));
            Assert.That(table[0], Is.EqualTo(Two[0]));
            Assert.That(table[1], Is.EqualTo(Two[1]));
            Assert.That(table[2], Is.EqualTo(One[0]));
            Assert.That(table.LanguageOf(1), Is.EqualTo("text"));
            Assert.That(table.LanguageOf(2), Is.EqualTo("python"));
        });
    }

    [TestCase(0, 0)]
    [TestCase(1, 0)]
    [TestCase(2, 2)]
    public void A_chunk_knows_its_content_though_a_content_between_has_none(int chunk, int content) =>
        Assert.That(ChunkTable.Read(Written()).ContentOf(chunk), Is.EqualTo(content));

    [Test]
    public void An_empty_table_is_a_table()
    {
        var table = ChunkTable.Read(new ChunkTableBuilder().ToArray());
        Assert.That((table.ContentCount, table.ChunkCount), Is.EqualTo((0, 0)));
    }

    [Test]
    public void A_cut_table_is_refused_at_every_length()
    {
        var whole = Written();
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.That(() => ChunkTable.Read(whole.AsMemory(0, length)), Throws.TypeOf<InvalidDataException>(), $"length {length}");
        }
    }

    [Test]
    public void A_table_with_any_flipped_byte_is_refused_or_can_be_read_to_its_end()
    {
        var whole = Written();
        for (var at = 0; at < whole.Length; at++)
        {
            var flipped = whole.ToArray();
            flipped[at] ^= 0x81;
            try
            {
                var table = ChunkTable.Read(flipped);
                for (var chunk = 0; chunk < table.ChunkCount; chunk++)
                {
                    _ = table[chunk];
                    _ = table.LanguageOf(table.ContentOf(chunk));
                }
            }
            catch (InvalidDataException)
            {
                // refused, which is as good
            }
        }
    }

    private static byte[] Written()
    {
        var builder = new ChunkTableBuilder();
        builder.Add("csharp", Two);
        builder.Add("text", []);
        builder.Add("python", One);
        return builder.ToArray();
    }
}
