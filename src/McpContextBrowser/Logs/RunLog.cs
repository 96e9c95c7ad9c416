using McpContextBrowser.Configuration;

namespace McpContextBrowser.Logs;

/// <summary>
/// The log of this process. The file and the library that writes it come with the first line that is kept, so a run that has
/// nothing to tell pays nothing. Logging never fails a run: a folder that cannot be written is left alone.
/// </summary>
/// <param name="folder"><c>logs</c> in the data folder.</param>
/// <param name="least">The least that is kept.</param>
/// <param name="time">Dates the lines.</param>
/// <param name="retention">How long files are kept; null as long as their number and size allow.</param>
internal sealed class RunLog(string folder, LogSeverity least, TimeProvider time, TimeSpan? retention = null) : IDisposable
{
    private readonly Lock _one = new(); // lines come from any thread
    private LogFile? _file;
    private bool _closed;

    public bool Keeps(LogSeverity severity) => severity >= least && severity != LogSeverity.None;

    public void Write(in LogEntry entry)
    {
        if (!Keeps(entry.Severity))
        {
            return;
        }

        lock (_one)
        {
            if (!_closed)
            {
                _file ??= LogFile.Open(folder, withMessages: least == LogSeverity.Debug, retention, time);
                _file.Write(entry);
            }
        }
    }

    public void Dispose()
    {
        lock (_one)
        {
            _closed = true;
            _file?.Dispose();
        }
    }
}
