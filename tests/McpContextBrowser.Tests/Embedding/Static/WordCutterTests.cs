using System.Text;
using McpContextBrowser.Core.Embedding.Static;

namespace McpContextBrowser.Tests.Embedding.Static;

public sealed class WordCutterTests
{
    [TestCase("parseHTTPResponse", "parse http response")]
    [TestCase("URLs", "urls", Description = "the plural of an acronym is one word")]
    [TestCase("URLset", "ur lset", Description = "not a plural: the last capital begins a word")]
    [TestCase("IDsX IDs1 IDs", "ids ids 1 ids")]
    [TestCase("aB Is sS", "is", Description = "one letter is no word")]
    [TestCase("snake_case2024x12345", "snake case 2024")]
    [TestCase("Straße Ｋey", "stra ey", Description = "only ASCII letters are letters")]
    public void A_text_is_cut_as_the_model_was_trained(string text, string words) =>
        Assert.That(string.Join(' ', Cut(new(), text)), Is.EqualTo(words));

    [Test]
    public void Cuts_agree_with_the_regular_expression_at_every_length_and_offset([Values(1, 2, 3, 4, 5, 6)] int seed)
    {
        const string Alphabet = "aabbsssSSAABB01 ._\u00e9\u0131\u212a";
        var random = new Random(seed);
        var cutter = new WordCutter();
        for (var round = 0; round < 3000; round++)
        {
            var text = new StringBuilder();
            var length = random.Next(200);
            while (text.Length < length)
            {
                text.Append(Alphabet[random.Next(Alphabet.Length)], random.Next(5) == 0 ? random.Next(1, 70) : 1);
            }

            Assert.That(Cut(cutter, text.ToString()), Is.EqualTo(PlainEncoder.Words(text.ToString())), $"seed {seed}: {text}");
        }
    }

    private static string[] Cut(WordCutter cutter, string text)
    {
        var count = cutter.Cut(text);
        return [.. Enumerable.Range(0, count)
            .Select(i => Encoding.ASCII.GetString(cutter.Letters[cutter.Starts[i]..cutter.Ends[i]]))
            .Where(word => !char.IsAsciiDigit(word[0]) || word.Length <= Vocabulary.LongestNumber)
            .Select(word => word[..Math.Min(word.Length, Vocabulary.LongestWord)])];
    }
}
