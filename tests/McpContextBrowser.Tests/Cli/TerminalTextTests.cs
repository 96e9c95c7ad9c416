using McpContextBrowser.Cli;

namespace McpContextBrowser.Tests.Cli;

[TestFixture]
public sealed class TerminalTextTests
{
    [TestCase("\e]0;owned\a", "␛]0;owned␇")]
    [TestCase("\e[2J", "␛[2J")]
    [TestCase("a\tb", "a    b")]
    [TestCase("a\r\nb\rc", "a\nb␍c")]
    [TestCase("\u009b31m", "<U+009B>31m")]
    [TestCase("\u007f", "␡")]
    [TestCase("if (x) { \u202E } return;", "if (x) { <U+202E> } return;")]
    [TestCase("\u2066admin\u2069", "<U+2066>admin<U+2069>")]
    [TestCase("\0", "␀")]
    public void What_could_steer_a_terminal_is_shown_instead_of_obeyed(string text, string shown)
    {
        Assert.That(TerminalText.Clean(text), Is.EqualTo(shown));
    }

    [Test]
    public void Ordinary_text_is_the_same_object()
    {
        const string text = "größe = 日本語; // 😀\n";
        Assert.That(TerminalText.Clean(text), Is.SameAs(text));
    }

    [TestCase("ctxb: one word", "ctxb: one word")]
    [TestCase("ctxb: one two three four five", "ctxb: one two\n      three\n      four five")]
    [TestCase("ctxb: averyveryverylongword next", "ctxb: averyveryverylongword\n      next")]
    [TestCase("ctxb: first line\n  and one more of it", "ctxb: first\n      line\n  and one more\n      of it")]
    public void Sentences_break_between_words(string text, string wrapped)
    {
        Assert.That(TerminalText.Wrap(text, 16, "      "), Is.EqualTo(wrapped));
    }

    [Test]
    public void No_wrapped_line_is_wider_than_its_longest_word_allows()
    {
        var random = new Random(7);
        for (var i = 0; i < 500; i++)
        {
            var text = string.Join(' ', Enumerable.Range(0, random.Next(1, 40)).Select(_ => new string('w', random.Next(1, 12))));
            var width = random.Next(24, 80);
            var lines = TerminalText.Wrap("ctxb: " + text, width, "      ").Split('\n');
            Assert.That(lines.Select(line => line.Length), Has.All.LessThan(width), $"round {i}, seed 7");
            Assert.That(string.Join(' ', lines.Select(line => line[6..])), Is.EqualTo(text), $"round {i}, seed 7");
        }
    }
}
