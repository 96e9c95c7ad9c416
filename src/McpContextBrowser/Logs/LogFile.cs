using System.Globalization;
using McpContextBrowser.Configuration;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Parsing;
using Serilog.Sinks.File;

namespace McpContextBrowser.Logs;

/// <summary>
/// One file a process, so that several can write at once; it rolls at <see cref="MostBytes"/>. All files of the folder together are
/// kept below <see cref="LogFolder.MostFiles"/> and <see cref="LogFolder.MostBytes"/>.
/// </summary>
internal sealed class LogFile : IDisposable
{
    private const long MostBytes = 2 << 20;
    private const int MostRolled = 4;

    private static readonly MessageTemplate NoTemplate = new([new TextToken("")]);

    private readonly Logger? _logger;
    private readonly TimeProvider _time;

    private LogFile(Logger? logger, TimeProvider time)
    {
        _logger = logger;
        _time = time;
    }

    /// <summary>Makes the folder for its owner alone and removes the oldest files. A folder that cannot be written gives a file that keeps nothing.</summary>
    public static LogFile Open(string folder, bool withMessages, TimeSpan? retention, TimeProvider time)
    {
        try
        {
            OwnerOnlyFile.CreateFolder(folder);
            LogFolder.Trim(folder, retention is { } kept ? time.GetUtcNow() - kept : DateTimeOffset.MinValue);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or CtxbException)
        {
            return new(null, time);
        }

        var name = string.Create(CultureInfo.InvariantCulture, $"ctxb-{time.GetUtcNow():yyyyMMdd-HHmmss}-{Environment.ProcessId}{LogFolder.Ending}");
        var logger = new LoggerConfiguration()
            .MinimumLevel.Verbose() // what is kept was decided before
            .WriteTo.File(
                new LogLineFormatter(withMessages),
                Path.Join(folder, name),
                fileSizeLimitBytes: MostBytes,
                rollOnFileSizeLimit: true,
                retainedFileCountLimit: MostRolled,
                hooks: new OwnerOnlyHook())
            .CreateLogger();
        return new(logger, time);
    }

    public void Write(in LogEntry entry) =>
        _logger?.Write(new LogEvent(_time.GetUtcNow(), LevelOf(entry.Severity), entry.Failure, NoTemplate, Properties(entry)));

    public void Dispose() => _logger?.Dispose();

    private static IEnumerable<LogEventProperty> Properties(in LogEntry entry) =>
        [new LogEventProperty(nameof(LogEntry), new ScalarValue(entry))];

    private static LogEventLevel LevelOf(LogSeverity severity) => severity switch
    {
        LogSeverity.Debug => LogEventLevel.Debug,
        LogSeverity.Information => LogEventLevel.Information,
        LogSeverity.Warning => LogEventLevel.Warning,
        _ => LogEventLevel.Error,
    };

    private sealed class OwnerOnlyHook : FileLifecycleHooks
    {
        public override Stream OnFileOpened(string path, Stream underlyingStream, System.Text.Encoding encoding)
        {
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite); // on Windows the folder's list is inherited
            }

            return underlyingStream;
        }
    }
}
