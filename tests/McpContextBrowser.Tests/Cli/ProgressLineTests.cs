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

    [Test]
    public void In_a_pipe_it_is_silent()
    {
        var time = new ManualTime();
        var messages = new StringWriter();
        using var line = new ProgressLine(new Output(TextWriter.Null, messages, TextStyle.Piped, TextStyle.Piped), time);
        time.Advance(TimeSpan.FromSeconds(9));
        line.Report(Half);
        line.Clear();
        Assert.That(messages.ToString(), Is.Empty);
    }
}
