using System.Text.Json;
using McpContextBrowser.Mcp;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpContextBrowser.Tests.EndToEnd;

/// <summary><c>ctxb serve</c> as an agent starts it.</summary>
[TestFixture]
public sealed class ServeProcessTests
{
    [Test]
    public async Task A_client_over_stdio_searches_and_stdout_carries_only_protocol()
    {
        using var home = new TemporaryFolder();
        home.Write("code/pool.py", "class Pool:\n    def close_sessions(self):\n        for session in self.sessions:\n            session.shutdown()\n");
        using var process = CtxbProcess.Built.Start(home.Path, "serve");
        var seen = new RecordingStream(process.StandardOutput.BaseStream);
        await using (var client = await McpClient.CreateAsync(new StreamClientTransport(process.StandardInput.BaseStream, seen)))
        {
            var progress = new List<ProgressNotificationValue>();
            var indexed = await client.CallToolAsync(
                ToolNames.Index, new Dictionary<string, object?> { ["path"] = home.Join("code") }, new Progress<ProgressNotificationValue>(progress.Add));
            var found = await client.CallToolAsync(ToolNames.Search, new Dictionary<string, object?> { ["query"] = "where are sessions closed", ["path"] = home.Join("code") });
            Assert.Multiple(() =>
            {
                Assert.That(Text(indexed), Does.Contain("1 file"));
                Assert.That(Text(found), Does.Contain("pool.py:1-").And.Contain("session.shutdown()"));
                Assert.That(found.StructuredContent!.Value.GetProperty("hits")[0].GetProperty("path").GetString(), Is.EqualTo("pool.py"));
            });
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.Zero);
        Assert.That(seen.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.All.Matches<string>(line => JsonElement.Parse(line!).GetProperty("jsonrpc").GetString() == "2.0"));
    }

    private static string Text(CallToolResult result) => ((TextContentBlock)result.Content.Single()).Text;
}
