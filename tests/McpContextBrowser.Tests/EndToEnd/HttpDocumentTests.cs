using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace McpContextBrowser.Tests.EndToEnd;

/// <summary>docs/http.md is run as it stands, with the real process and curl: what it promises is what happens.</summary>
[TestFixture]
[Platform(Exclude = "Win", Reason = "the journey is a shell script")]
public sealed class HttpDocumentTests
{
    [Test]
    public async Task The_journey_of_the_document_does_what_is_said()
    {
        using var work = new TemporaryFolder();
        work.Write("app/header.py", "def parse_session_header(line):\n    return line.partition(':')\n");
        var program = work.Write("bin/ctxb", $"#!/bin/sh\nexec '{CtxbProcess.Dotnet}' '{CtxbProcess.Assembly}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        await Programs.NeedAsync("the journey", work.Path, "curl", "--version");
        var environment = new Dictionary<string, string?>
        {
            ["WORK"] = work.Folder("work"),
            ["REPOSITORY"] = work.Join("app"),
            ["PORT"] = FreePort().ToString(CultureInfo.InvariantCulture),
            ["HOME"] = work.Folder("home"),
            ["PATH"] = work.Join("bin") + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH"),
        };
        var run = await Programs.RunAsync(work.Path, environment, "sh", "-eu", "-c", Journey());
        Assert.That(run?.ExitCode, Is.Zero, run?.Text);
        string Read(string name) => File.ReadAllText(work.Join("work", name));
        Assert.Multiple(() =>
        {
            Assert.That(Read("ready.json"), Does.Contain("\"status\":\"ready\""));
            Assert.That(Read("indexed.txt"), Does.Contain("1 file"));
            Assert.That(Read("hits.txt"), Does.Contain("header.py:1-2"));
            Assert.That(Read("nobody.txt"), Is.EqualTo("401"));
            Assert.That(Read("foreign.txt"), Does.Contain("does not exist"));
            Assert.That(Read("metrics.txt"), Does.Contain("ctxb_http_requests_total{operation=\"search\",status=\"200\"}"));
            Assert.That(Read("keys.txt"), Does.Match("(?m)^[a-z0-9]{12}  active   until .*  developer  ann  .*app$"));
            Assert.That(Read("revoked.txt"), Is.EqualTo("401"));
            Assert.That(Read("audit.jsonl"), Does.Contain("\"target\":\"search_code\"").And.Contain("\"head\":"));
            Assert.That(run!.Value.Text, Does.Contain("none changed, removed or added"));
        });
    }

    /// <summary>The first shell block of the document.</summary>
    private static string Journey()
    {
        var text = File.ReadAllText(Path.Join(TestPaths.RepositoryRoot, "docs", "http.md"));
        var start = text.IndexOf("```sh\n", StringComparison.Ordinal) + 6;
        return text[start..text.IndexOf("```", start, StringComparison.Ordinal)];
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
