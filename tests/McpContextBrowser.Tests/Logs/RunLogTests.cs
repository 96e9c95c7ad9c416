using System.Text.Json;
using McpContextBrowser.Configuration;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Logs;
using Microsoft.Extensions.Logging;

namespace McpContextBrowser.Tests.Logs;

[TestFixture]
public sealed partial class RunLogTests
{
    private const string Secret = "/home/me/secret-project";

    private TemporaryFolder _disk;
    private string _folder;

    [SetUp]
    public void MakeDisk()
    {
        _disk = new TemporaryFolder();
        _folder = _disk.Join("data", "logs");
    }

    [TearDown]
    public void RemoveDisk() => _disk.Dispose();

    [Test]
    public void A_line_is_one_JSON_object_with_stable_names()
    {
        using (var log = Log(LogSeverity.Information))
        {
            log.Write(new LogEntry(LogSeverity.Error, "tool.call") { Id = "1f", Name = "search_code", Code = ErrorCodes.PathMissing, Milliseconds = 12, Message = Secret });
        }

        Assert.That(Lines().Single().Json, Is.EqualTo(
            $$"""{"time":"2026-01-01T00:00:00Z","level":"error","event":"tool.call","process":{{Environment.ProcessId}},"id":"1f","name":"search_code","code":"path.missing","ms":12}"""));
    }

    [Test]
    public void What_names_a_file_or_a_question_is_kept_at_the_level_debug_alone()
    {
        foreach (var level in new[] { LogSeverity.Information, LogSeverity.Debug })
        {
            using (var log = Log(level))
            {
                log.Write(new LogEntry(LogSeverity.Error, "run") { Message = Secret, Failure = Thrown() });
            }

            var text = string.Concat(Lines().Select(line => line.Json));
            Assert.That(text.Contains(Secret, StringComparison.Ordinal), Is.EqualTo(level == LogSeverity.Debug), text);
            Assert.That(text, Does.Contain("System.InvalidOperationException").And.Contain("System.IO.IOException").And.Contain(nameof(Thrown)), "types and frames are kept");
        }
    }

    [Test]
    public void What_is_below_the_level_makes_no_file()
    {
        using var log = Log(LogSeverity.Warning);
        log.Write(new LogEntry(LogSeverity.Information, "serve.start"));
        using var off = Log(LogSeverity.None);
        off.Write(new LogEntry(LogSeverity.Error, "run"));
        Assert.That(Directory.Exists(_folder), Is.False);
    }

    [Test]
    public void Folder_and_files_are_the_owners_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("Windows keeps access in lists, not modes");
            return;
        }

        using var log = Log(LogSeverity.Information);
        log.Write(new LogEntry(LogSeverity.Error, "run"));
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var (folder, file) = (File.GetUnixFileMode(_folder), File.GetUnixFileMode(LogFolder.Files(_folder).Single()));
        Assert.That((folder, file), Is.EqualTo((Owner | UnixFileMode.UserExecute, Owner)));
    }

    [Test]
    public void The_files_of_one_process_are_bounded()
    {
        using var log = Log(LogSeverity.Debug);
        var message = new string('x', 100_000);
        for (var i = 0; i < 200; i++)
        {
            log.Write(new LogEntry(LogSeverity.Debug, "run") { Message = message }); // 20 MB in all
        }

        Assert.That(LogFolder.Files(_folder), Has.Count.EqualTo(4));
        Assert.That(LogFolder.Files(_folder).Sum(path => new FileInfo(path).Length), Is.LessThan(9 << 20));
    }

    [Test]
    public void A_new_process_removes_the_oldest_files_of_the_others()
    {
        Directory.CreateDirectory(_folder);
        for (var i = 0; i < 40; i++)
        {
            File.WriteAllText(Path.Join(_folder, $"ctxb-20250101-0000{i:00}-1.jsonl"), "{}\n");
        }

        File.WriteAllText(Path.Join(_folder, "notes.txt"), "not ours");
        using var log = Log(LogSeverity.Information);
        log.Write(new LogEntry(LogSeverity.Error, "run"));
        var names = LogFolder.Files(_folder).Select(Path.GetFileName).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(names, Has.Count.EqualTo(LogFolder.MostFiles));
            Assert.That(names[0], Is.EqualTo("ctxb-20250101-000011-1.jsonl"));
            Assert.That(File.Exists(Path.Join(_folder, "notes.txt")), Is.True);
        });
    }

    [Test]
    public void A_large_file_pushes_out_what_is_older()
    {
        Directory.CreateDirectory(_folder);
        var (old, large) = (Path.Join(_folder, "ctxb-20250101-000000-1.jsonl"), Path.Join(_folder, "ctxb-20250102-000000-1.jsonl"));
        File.WriteAllText(old, "{}\n");
        using (var stream = File.Create(large))
        {
            stream.SetLength(LogFolder.MostBytes);
        }

        LogFolder.Trim(_folder, DateTimeOffset.MinValue);
        Assert.That((File.Exists(old), File.Exists(large)), Is.EqualTo((false, true)));
    }

    [Test]
    public void A_folder_that_cannot_be_made_fails_no_run()
    {
        _disk.Write("data", "a file in its place");
        using var log = Log(LogSeverity.Information);
        Assert.That(() => log.Write(new LogEntry(LogSeverity.Error, "run")), Throws.Nothing);
    }

    [Test]
    public void Lines_of_threads_are_whole()
    {
        using (var log = Log(LogSeverity.Information))
        {
            Parallel.For(0, 500, i => log.Write(new LogEntry(LogSeverity.Error, "run") { Milliseconds = i }));
        }

        Assert.That(Lines().Select(line => JsonDocument.Parse(line.Json).RootElement.GetProperty("ms").GetInt32()).Order(), Is.EqualTo(Enumerable.Range(0, 500)));
    }

    [Test]
    public void Of_what_a_library_logs_only_the_event_and_safe_values_are_kept()
    {
        using (var log = Log(LogSeverity.Information))
        using (var provider = new RunLogProvider(log))
        {
            var logger = provider.CreateLogger("Some.Library");
            Called(logger, "find_similar", Secret, "1f");
            Died(logger, new CtxbException(ErrorCodes.DiskFull, Secret, Secret));
            logger.LogDebug("not kept"); // below the level
        }

        var lines = Lines();
        Assert.Multiple(() =>
        {
            Assert.That(lines, Has.Count.EqualTo(2));
            Assert.That(string.Concat(lines.Select(line => line.Json)), Does.Not.Contain("secret"));
            Assert.That(lines[0].Json, Does.Contain("\"event\":\"Called\"").And.Contain("\"name\":\"find_similar\"").And.Contain("\"id\":\"1f\""));
            Assert.That(lines[1].Json, Does.Contain("\"code\":\"disk.full\""));
        });
    }

    [Test]
    public void What_is_no_line_is_passed_over_and_half_a_line_waits()
    {
        Directory.CreateDirectory(_folder);
        var path = Path.Join(_folder, "ctxb-20250101-000000-1.jsonl");
        const string Line = """{"time":"2025-01-01T00:00:00Z","level":"warning","event":"run","process":1}""";
        File.WriteAllText(path, $"garbage\n{{\"time\":1}}\n{Line}\n{Line[..20]}");
        var reader = new LogReader(_folder);
        Assert.That(reader.ReadNew().Select(line => line.Json), Is.EqualTo(new[] { Line }));
        File.AppendAllText(path, Line[20..] + "\n");
        Assert.That(reader.ReadNew().Select(line => line.Severity), Is.EqualTo(new[] { LogSeverity.Warning }));
        Assert.That(reader.ReadNew(), Is.Empty);
    }

    [Test]
    public void Files_older_than_the_retention_go_when_the_next_one_is_opened()
    {
        var now = new ManualTime().GetUtcNow().UtcDateTime;
        Directory.CreateDirectory(_folder);
        var (old, young) = (Path.Join(_folder, "ctxb-20251220-000000-1.jsonl"), Path.Join(_folder, "ctxb-20251231-000000-1.jsonl"));
        foreach (var (file, age) in new[] { (old, 8), (young, 6) })
        {
            File.WriteAllText(file, "{}\n");
            File.SetLastWriteTimeUtc(file, now.AddDays(-age));
        }

        using (var log = new RunLog(_folder, LogSeverity.Information, new ManualTime(), TimeSpan.FromDays(7)))
        {
            Assert.That(File.Exists(old), "a run that has nothing to tell touches nothing");
            log.Write(new LogEntry(LogSeverity.Error, "run"));
        }

        Assert.That(File.Exists(old), Is.False);
        Assert.That(File.Exists(young));
    }

    private RunLog Log(LogSeverity least) => new(_folder, least, new ManualTime());

    private IReadOnlyList<LogLine> Lines() => new LogReader(_folder).ReadNew();

    private static InvalidOperationException Thrown()
    {
        try
        {
            throw new InvalidOperationException(Secret, new IOException(Secret));
        }
        catch (InvalidOperationException thrown)
        {
            return thrown;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Tool} of {Path}, {CorrelationId}")]
    private static partial void Called(ILogger log, string tool, string path, string correlationId);

    [LoggerMessage(Level = LogLevel.Error, Message = "died")]
    private static partial void Died(ILogger log, Exception cause);
}
