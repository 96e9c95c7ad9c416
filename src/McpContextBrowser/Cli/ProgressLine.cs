using System.Globalization;
using McpContextBrowser.Core.Indexing;

namespace McpContextBrowser.Cli;

/// <summary>One line on a terminal that tells how far indexing is: files, chunks, rate, time left. Silent elsewhere.</summary>
/// <param name="output">Its message side is used.</param>
/// <param name="time">Measures rate and time left.</param>
internal sealed class ProgressLine(Output output, TimeProvider time) : IProgress<IndexProgress>, IDisposable
{
    private const string EraseLine = "\r\e[2K";

    private static readonly TimeSpan BeforeFirst = TimeSpan.FromMilliseconds(300); // a quick run shows nothing at all
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(100);

    private readonly Lock _one = new(); // reports come from any thread
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _next = BeforeFirst;
    private bool _shown;
    private bool _ended;

    public void Report(IndexProgress value)
    {
        if (!output.MessageStyle.IsTerminal)
        {
            return;
        }

        lock (_one)
        {
            var elapsed = time.GetElapsedTime(_start);
            if (_ended || elapsed < _next)
            {
                return;
            }

            _next = elapsed + Between;
            _shown = true;
            var text = InWords(value, elapsed);
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
        return progress.WalkFinished ? text + string.Create(culture, $", {(progress.FilesToDo - progress.FilesDone) / rate:N0} s left") : text;
    }
}
