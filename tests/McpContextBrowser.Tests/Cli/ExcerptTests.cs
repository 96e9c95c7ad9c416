using McpContextBrowser.Cli;

namespace McpContextBrowser.Tests.Cli;

[TestFixture]
public sealed class ExcerptTests
{
    [Test]
    public void The_words_of_a_question_are_its_runs_of_letters_digits_and_underscores_that_say_something()
    {
        Assert.That(Excerpt.Words("how are rules of max_retries (HttpClient) used? Used in a class!"), Is.EqualTo(new[] { "rule", "max_retrie", "HttpClient", "used", "class" }));
        Assert.That(Excerpt.Words("what is this"), Is.EqualTo(new[] { "what", "is", "this" }), "a question of nothing else keeps them");
    }

    [Test]
    public void A_word_counts_where_a_word_of_the_line_begins()
    {
        Assert.That(Excerpt.Matches("new IgnoreRules(share, ferrule, area2re, RE)", ["rule", "are", "re"]), Is.EqualTo(new[] { (10, 4), (32, 3), (37, 2), (41, 2) }));
    }

    [Test]
    public void The_window_holds_most_of_the_words()
    {
        string[] lines = ["class A", "{", "  int x;", "  void Close()", "  {", "    socket.Shutdown();", "  }", "}"];
        Assert.That(Excerpt.Choose(lines, ["close", "shutdown"], 3), Is.EqualTo((3, 3)));
    }

    [Test]
    public void What_follows_a_match_is_shown_rather_than_what_precedes_it()
    {
        string[] lines = [.. Enumerable.Range(0, 12).Select(n => n == 7 ? "total" : $"line {n}")];
        Assert.That(Excerpt.Choose(lines, ["total"], 4), Is.EqualTo((5, 4)));
        Assert.That(Excerpt.Choose(lines, ["total"], 9), Is.EqualTo((0, 9)), "the beginning names the thing");
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
