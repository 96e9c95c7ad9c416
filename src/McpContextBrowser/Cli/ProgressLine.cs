using System.Globalization;
using McpContextBrowser.Core.Indexing;

namespace McpContextBrowser.Cli;

/// <summary>
/// Tells how far indexing is: files, chunks, rate, time left. On a terminal in one line that goes away; where lines stay – a pipe,
/// the log of a CI job – in a plain line every ten seconds, so that a long run is not taken for a dead one.
/// </summary>
/// <param name="output">Its message side is used.</param>
/// <param name="time">Measures rate and time left.</param>
internal sealed class ProgressLine(Output output, TimeProvider time) : IProgress<IndexProgress>, IDisposable
{
    private const string EraseLine = "\r\e[2K";

    private static readonly TimeSpan BeforeFirst = TimeSpan.FromMilliseconds(300); // a quick run shows nothing at all
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(10);

    private readonly Lock _one = new(); // reports come from any thread
    private readonly long _start = time.GetTimestamp();
    private readonly bool _redraws = output.MessageStyle.Redraws;
    private TimeSpan _next = output.MessageStyle.Redraws ? BeforeFirst : BetweenLines;
    private bool _shown;
    private bool _ended;

    public void Report(IndexProgress value)
    {
        lock (_one)
        {
            var elapsed = time.GetElapsedTime(_start);
            if (_ended || elapsed < _next)
            {
                return;
            }

            var text = InWords(value, elapsed);
            if (!_redraws)
            {
                _next = elapsed + BetweenLines;
                output.Note(text);
                return;
            }

            _next = elapsed + Between;
            _shown = true;
            output.Messages.Write(EraseLine + (text.Length < output.MessageStyle.Width ? text : text[..(output.MessageStyle.Width - 1)]));
        }
    }

    /// <summary>Takes the line away; later reports are ignored.</summary>
    public void Clear()
    {
        lock (_one)
        {
            _ended = true;
            if (_shown)
            {
                output.Messages.Write(EraseLine);
                _shown = false;
            }
        }
    }

    public void Dispose() => Clear();

    internal static string InWords(IndexProgress progress, TimeSpan elapsed)
    {
        if (progress.WaitsForWriter)
        {
            return "another process is writing to this index: waiting for it";
        }

        var culture = CultureInfo.InvariantCulture;
        var of = progress.WalkFinished ? string.Create(culture, $"{progress.FilesToDo:N0}") : string.Create(culture, $"{progress.FilesToDo:N0}+");
        var text = string.Create(culture, $"indexing {progress.FilesDone:N0}/{of} files, {progress.Chunks:N0} chunks");
        var seconds = elapsed.TotalSeconds;
        if (seconds <= 0 || progress.FilesDone == 0)
        {
            return text;
        }

        var rate = progress.FilesDone / seconds;
        text += string.Create(culture, $", {rate:N0} files/s");
        return progress.WalkFinished ? $"{text}, {Span((progress.FilesToDo - progress.FilesDone) / rate)} left" : text;
    }

    private static string Span(double seconds) => seconds switch
    {
        < 100 => string.Create(CultureInfo.InvariantCulture, $"{seconds:N0} s"),
        < 6000 => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(seconds / 60):N0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:N1} h"),
    };
}
