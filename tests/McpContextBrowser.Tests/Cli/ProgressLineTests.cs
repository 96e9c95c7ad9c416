using McpContextBrowser.Cli;
using McpContextBrowser.Core.Indexing;

namespace McpContextBrowser.Tests.Cli;

[TestFixture]
public sealed class ProgressLineTests
{
    private static readonly IndexProgress Half = new(FilesSeen: 1000, FilesToDo: 1000, FilesDone: 500, Chunks: 2500, WalkFinished: true);

    [Test]
    public void It_tells_files_chunks_rate_and_time_left()
    {
        Assert.That(ProgressLine.InWords(Half, TimeSpan.FromSeconds(2)), Is.EqualTo("indexing 500/1,000 files, 2,500 chunks, 250 files/s, 2 s left"));
    }

    [Test]
    public void While_the_walk_goes_on_no_end_is_promised()
    {
        Assert.That(ProgressLine.InWords(Half with { WalkFinished = false }, TimeSpan.FromSeconds(2)), Is.EqualTo("indexing 500/1,000+ files, 2,500 chunks, 250 files/s"));
        Assert.That(ProgressLine.InWords(default, TimeSpan.Zero), Is.EqualTo("indexing 0/0+ files, 0 chunks"));
    }

    [Test]
    public void A_quick_run_shows_nothing_and_a_long_one_a_line_that_goes_away()
    {
        var time = new ManualTime();
        var messages = new StringWriter();
        using var line = new ProgressLine(new Output(TextWriter.Null, messages, TextStyle.Piped, new TextStyle(true, false, 30)), time);
        line.Report(Half);
        Assert.That(messages.ToString(), Is.Empty);
        time.Advance(TimeSpan.FromSeconds(1));
        line.Report(Half);
        line.Report(Half); // at once again: not shown
        Assert.That(messages.ToString(), Is.EqualTo("\r\e[2Kindexing 500/1,000 files, 2,5"));
        line.Clear();
        time.Advance(TimeSpan.FromSeconds(1));
        line.Report(Half);
        Assert.That(messages.ToString(), Does.EndWith("2,5\r\e[2K"));
    }

    [TestCase(50_000, "100 files/s, 5 min left")]
    [TestCase(5_000_000, "100 files/s, 13.8 h left")]
    public void A_long_way_is_told_in_minutes_and_hours(int files, string end)
    {
        Assert.That(ProgressLine.InWords(new(files, files, 20_000, 1, true), TimeSpan.FromSeconds(200)), Does.EndWith(end));
    }

    [TestCase(true, Description = "a terminal in a CI job")]
    [TestCase(false, Description = "a pipe")]
    public void Where_lines_stay_a_plain_one_comes_every_ten_seconds(bool terminal)
    {
        var time = new ManualTime();
        var messages = new StringWriter { NewLine = "\n" };
        using var line = new ProgressLine(new Output(TextWriter.Null, messages, TextStyle.Piped, new TextStyle(terminal, false, 120, Redraws: false)), time);
        time.Advance(TimeSpan.FromSeconds(9));
        line.Report(Half);
        Assert.That(messages.ToString(), Is.Empty);
        time.Advance(TimeSpan.FromSeconds(1));
        line.Report(Half);
        line.Report(Half);
        line.Clear();
        Assert.That(messages.ToString(), Is.EqualTo("ctxb: indexing 500/1,000 files, 2,500 chunks, 50 files/s, 10 s left\n"));
    }
}
