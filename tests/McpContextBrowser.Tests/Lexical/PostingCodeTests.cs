using McpContextBrowser.Core.Lexical;

namespace McpContextBrowser.Tests.Lexical;

public sealed class PostingCodeTests
{
    private static readonly int[] Distances = [0, 1, 15, 16, 2047, 2048, PostingCode.DistanceLimit - 1];
    private static readonly int[] Numbers = [0, 1, 2, 3, 4, 15, 16, 300];

    [Test]
    public void Every_posting_reads_back(
        [ValueSource(nameof(Distances))] int distance,
        [ValueSource(nameof(Numbers))] int body,
        [ValueSource(nameof(Numbers))] int comment,
        [ValueSource(nameof(Numbers))] int symbol)
    {
        var bytes = new byte[PostingCode.Longest];
        var written = PostingCode.Write(bytes, distance, new(body, comment, symbol));
        var at = 0;
        Assert.That(PostingCode.Read(bytes.AsSpan(0, written), ref at, out var counts), Is.EqualTo(distance));
        Assert.That(counts, Is.EqualTo(new TermCounts(body, comment, symbol)));
        Assert.That(at, Is.EqualTo(written));
    }

    [Test]
    public void The_commonest_posting_costs_one_byte() =>
        Assert.That(PostingCode.Write(new byte[PostingCode.Longest], 15, new(1, 0, 0)), Is.EqualTo(1));

    [TestCase(0u, 1)]
    [TestCase(127u, 1)]
    [TestCase(128u, 2)]
    [TestCase(16_383u, 2)]
    [TestCase(16_384u, 3)]
    [TestCase(uint.MaxValue, 5)]
    public void A_number_takes_the_bytes_it_needs(uint value, int size)
    {
        var bytes = new byte[VarInt.Longest];
        var at = 0;
        Assert.That(VarInt.Write(bytes, value), Is.EqualTo(size));
        Assert.That(VarInt.Size(value), Is.EqualTo(size));
        Assert.That(VarInt.Read(bytes, ref at), Is.EqualTo(value));
    }

    [Test]
    public void A_number_of_more_than_32_bits_or_cut_off_is_refused()
    {
        var at = 0;
        Assert.That(() => VarInt.Read([0xFF, 0xFF, 0xFF, 0xFF, 0x1F], ref at), Throws.TypeOf<InvalidDataException>());
        at = 0;
        Assert.That(() => VarInt.Read([0xFF, 0xFF], ref at), Throws.TypeOf<InvalidDataException>());
    }
}
