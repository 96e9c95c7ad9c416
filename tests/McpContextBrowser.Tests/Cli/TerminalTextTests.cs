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
}
