using McpContextBrowser.Core;

namespace McpContextBrowser.Tests;

public sealed class HitAnchorTests
{
    private static readonly SearchHit Hit = new()
    {
        Root = "/r",
        Path = "a.py",
        StartLine = 4,
        EndLine = 5,
        Score = 1,
        Symbol = null,
        Kind = "text",
        Language = "python",
        Text = "a = 1\nb = 2\n",
    };

    [TestCase("a = 1\nb = 2\n", 1, TestName = "moved up")]
    [TestCase("\n\n\n\n\n\n\na = 1\nb = 2", 8, TestName = "moved down, its last line without an end")]
    [TestCase("a = 1\nb = 2\n\na = 1\nb = 2\n\n\n\n\na = 1\nb = 2\n", 4, TestName = "of several places the nearest")]
    public void Code_is_shown_where_it_stands_now(string text, int line)
    {
        var moved = HitAnchor.Anchored(Hit, text)!;
        Assert.That((moved.StartLine, moved.EndLine), Is.EqualTo((line, line + 1)));
    }

    [TestCase("")]
    [TestCase("a = 1\n\nb = 2\n")]
    public void Code_that_is_gone_is_not_shown(string text) => Assert.That(HitAnchor.Anchored(Hit, text), Is.Null);
}
