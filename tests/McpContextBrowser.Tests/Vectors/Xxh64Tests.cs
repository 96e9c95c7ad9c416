using System.Text;
using McpContextBrowser.Core.Vectors;

namespace McpContextBrowser.Tests.Vectors;

public sealed class Xxh64Tests
{
    // From the reference implementation (xxHash, `xxhsum -H1`).
    [TestCase("", 0xEF46DB3751D8E999ul)]
    [TestCase("a", 0xD24EC4F1A98C6E5Bul)]
    [TestCase("abc", 0x44BC2CF5AD770999ul)]
    [TestCase("Nobody inspects the spammish repetition", 0xFBCEA83C8A378BF1ul)]
    public void Known_texts_have_the_hash_of_the_reference(string text, ulong hash) =>
        Assert.That(Xxh64.Hash(Encoding.ASCII.GetBytes(text)), Is.EqualTo(hash));

    [Test]
    public void In_pieces_it_is_the_same_hash()
    {
        var data = new byte[1000];
        new Random(1).NextBytes(data);
        var pieces = Xxh64.Start(9);
        pieces.Add(data.AsSpan(0, 320));
        pieces.Add(data.AsSpan(320, 64));
        Assert.That(pieces.Finish(data.AsSpan(384)), Is.EqualTo(Xxh64.Hash(data, 9)));
        Assert.That(() => pieces.Add(new byte[31]), Throws.ArgumentException);
    }
}
