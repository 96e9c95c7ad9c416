using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace McpContextBrowser.Tests.EndToEnd;

/// <summary>docs/http.md is run as it stands, with the real process and curl: what it promises is what happens.</summary>
[TestFixture]
public sealed class HttpDocumentTests
{
    [Test]
    public async Task The_journey_of_the_document_does_what_is_said()
    {
        using var place = new Workplace();
        var work = place.Disk;
        work.Write("app/header.py", "def parse_session_header(line):\n    return line.partition(':')\n");
        await Programs.NeedAsync("the journey", work.Path, "curl", "--version");
        var said = await place.RunAsync(
            work.Path, $"set -e\n{new Document("docs/http.md").Block("sh")}",
            ("WORK", work.Folder("work")), ("REPOSITORY", work.Join("app")), ("PORT", FreePort().ToString(CultureInfo.InvariantCulture)));
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
            Assert.That(said, Does.Contain("none changed, removed or added"));
        });
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
