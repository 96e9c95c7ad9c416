using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Tests.Store;

public sealed class TextCodecTests
{
    [TestCase("")]
    [TestCase("x")]
    [TestCase("line one\r\nline two\rline three\n")]
    [TestCase("日本語 and 😀")]
    public void A_text_comes_back_as_it_was(string text) =>
        Assert.That(TextCodec.Decompress(TextCodec.Compress(text)), Is.EqualTo(text));

    [Test]
    public void Any_part_of_any_text_comes_back_as_it_was([Random(0, int.MaxValue, 20)] int seed)
    {
        var random = new Random(seed);
        var text = string.Concat(Enumerable.Range(0, random.Next(0, 20_000)).Select(_ => Pieces[random.Next(Pieces.Length)]));
        var bytes = TextCodec.Compress(text);
        Assert.That(TextCodec.Decompress(bytes), Is.EqualTo(text), $"seed {seed}");
        for (var i = 0; i < 50; i++)
        {
            var start = random.Next(text.Length + 1);
            var length = random.Next(text.Length - start + 1);
            Assert.That(TextCodec.Decompress(bytes, new(start, length)), Is.EqualTo(text.Substring(start, length)), $"seed {seed}");
        }

        Assert.That(() => TextCodec.Decompress(bytes, new(text.Length, 1)), Throws.TypeOf<InvalidDataException>());
        Assert.That(() => TextCodec.Decompress(bytes, new(0, text.Length + 1)), Throws.TypeOf<InvalidDataException>());
    }

    [Test]
    public void A_piece_is_found_in_any_case_wherever_a_plain_search_finds_it([Random(0, int.MaxValue, 20)] int seed)
    {
        var random = new Random(seed);
        var text = string.Concat(Enumerable.Range(0, random.Next(1, 20_000)).Select(_ => Pieces[random.Next(Pieces.Length)]));
        var bytes = TextCodec.Compress(text);
        for (var i = 0; i < 50; i++)
        {
            var start = random.Next(text.Length);
            var piece = text.Substring(start, random.Next(1, Math.Min(40, text.Length - start) + 1));
            piece = random.Next(3) switch { 0 => piece.ToUpperInvariant(), 1 => piece + "x", _ => piece };
            Assert.That(
                TextCodec.Contains(bytes, new(piece)), Is.EqualTo(text.Contains(piece, StringComparison.OrdinalIgnoreCase)), $"seed {seed}, '{piece}'");
        }
    }

    [Test]
    public void A_piece_is_found_where_one_block_ends_and_the_next_begins()
    {
        var text = new string('.', 16_380) + "TheName" + new string('.', 40_000);
        Assert.That(TextCodec.Contains(TextCodec.Compress(text), new("thename")), Is.True);
    }

    [Test]
    public void Damaged_blocks_are_refused_or_read_without_harm([Random(0, int.MaxValue, 200)] int seed)
    {
        var random = new Random(seed);
        var bytes = TextCodec.Compress(string.Concat(Enumerable.Range(0, 9000).Select(i => $"line {i};\n")));
        bytes[random.Next(3) == 0 ? random.Next(bytes.Length) : random.Next(60)] ^= (byte)random.Next(1, 256);
        var damaged = random.Next(4) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
        foreach (var part in new[] { TextPart.Whole, new(20_000, 100) })
        {
            try
            {
                TextCodec.Decompress(damaged, part);
            }
            catch (InvalidDataException refused)
            {
                Assert.That(refused.Message, Does.StartWith("stored text: "), $"seed {seed}");
            }
        }
    }

    private static readonly string[] Pieces = ["a", "\n", "if (x) ", "日本語", "😀", "return null; // nothing\r\n"];

    [Test]
    public void Code_shrinks()
    {
        var text = string.Concat(Enumerable.Range(0, 200).Select(i => $"    public int Value{i} {{ get; init; }}\n"));
        Assert.That(TextCodec.Compress(text), Has.Length.LessThan(text.Length / 4));
    }

    [Test]
    public void Cut_bytes_are_refused()
    {
        var bytes = TextCodec.Compress("some text that is long enough to be cut in the middle of it");
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.That(() => TextCodec.Decompress(bytes.AsSpan(0, length)), Throws.TypeOf<InvalidDataException>(), $"length {length}");
        }
    }
}
