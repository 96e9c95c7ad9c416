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
