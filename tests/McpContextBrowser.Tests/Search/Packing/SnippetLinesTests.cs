using McpContextBrowser.Core.Lexical;
using McpContextBrowser.Core.Search.Packing;

namespace McpContextBrowser.Tests.Search.Packing;

[TestFixture]
public sealed class SnippetLinesTests
{
    private static readonly string Long = string.Concat(Enumerable.Range(0, 40).Select(i => i switch
    {
        2 => "// Run closes sessions\n",
        3 => "public void Run(\n",
        4 => "    int count)\n",
        30 => "    retry(backoff);\n",
        _ => $"    line{i};\n",
    }));

    [Test]
    public void A_signature_is_the_definition_not_the_comment_above_it() =>
        Assert.That(Read(Long, "Run", null).Signature, Is.EqualTo(new LineRun(3, 2)));

    [Test]
    public void An_excerpt_holds_the_words_of_the_question()
    {
        var excerpt = Read(Long, "Run", null, "backoff").Excerpt;
        Assert.That((excerpt.Count, excerpt.First <= 30, excerpt.First + excerpt.Count > 30), Is.EqualTo((12, true, true)));
    }

    [Test]
    public void What_must_occur_is_shown_before_all()
    {
        var excerpt = Read(Long, "Run", 38, "backoff").Excerpt;
        Assert.That(excerpt.First + excerpt.Count, Is.GreaterThan(38));
    }

    [Test]
    public void A_short_piece_is_not_cut() => Assert.That(Read("a\nb\nc\n", null, null).Excerpt, Is.EqualTo(new LineRun(0, 3)));

    [TestCase("")]
    [TestCase("one")]
    [TestCase("one\n")]
    [TestCase("one\r\ntwo\rthree\n\n")]
    public void Lines_put_together_are_the_text(string text)
    {
        var starts = SnippetLines.LineStarts(text);
        Assert.That(string.Concat(Enumerable.Range(0, starts.Count - 1).Select(i => text[starts[i]..starts[i + 1]])), Is.EqualTo(text));
    }

    private static SnippetSource Read(string text, string? symbol, int? match, params string[] words) =>
        new SnippetLines(words.SelectMany(word => TermWord.Read(word)).ToDictionary(word => word.Term, _ => 3.0)).Read(text, symbol, match, 1, 10);
}
