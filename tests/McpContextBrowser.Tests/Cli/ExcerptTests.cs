using McpContextBrowser.Cli;

namespace McpContextBrowser.Tests.Cli;

[TestFixture]
public sealed class ExcerptTests
{
    [Test]
    public void The_words_of_a_question_are_its_runs_of_letters_digits_and_underscores()
    {
        Assert.That(Excerpt.Words("how is max_retries (HttpClient) a used? Used!"), Is.EqualTo(new[] { "how", "is", "max_retries", "HttpClient", "used" }));
    }

    [Test]
    public void The_window_holds_most_of_the_words()
    {
        string[] lines = ["class A", "{", "  int x;", "  void Close()", "  {", "    socket.Shutdown();", "  }", "}"];
        Assert.That(Excerpt.Choose(lines, ["close", "shutdown"], 3), Is.EqualTo((3, 3)));
    }

    [Test]
    public void Without_a_match_the_beginning_is_shown()
    {
        Assert.That(Excerpt.Choose(["a", "b", "c"], ["zzz"], 2), Is.EqualTo((0, 2)));
    }

    [Test]
    public void Blank_lines_at_the_ends_are_left_out()
    {
        Assert.That(Excerpt.Choose(["", "a", "", "b", ""], [], 8), Is.EqualTo((1, 3)));
    }

    [Test]
    public void A_single_blank_line_stays()
    {
        Assert.That(Excerpt.Choose([""], ["x"], 4), Is.EqualTo((0, 1)));
    }
}
