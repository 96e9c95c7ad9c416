using System.Text.Json.Nodes;
using McpContextBrowser.Cli;
using McpContextBrowser.Configuration;

namespace McpContextBrowser.Tests.Cli;

[TestFixture]
public sealed class ConfigCommandTests
{
    private TemporaryFolder _home;

    [SetUp]
    public void MakeHome()
    {
        _home = new TemporaryFolder();
        _home.Folder("repo", ".git", "objects");
        _home.Write("repo/.git/HEAD", "ref: refs/heads/main\n");
        _home.Write(".config/ctxb/ctxb.json", """{ "search": { "limit": 20 } }""");
    }

    [TearDown]
    public void RemoveHome() => _home.Dispose();

    [Test]
    public async Task Show_tells_each_value_and_where_it_comes_from()
    {
        var run = await RunAsync([("CTXB_SERVE_READ_ONLY", "yes"), ("CTXB_MASTER_KEY", "0123secret")], "config", "show", "--log-level", "error");
        Assert.Multiple(() =>
        {
            Assert.That(run.Results, Does.Match($@"(?m)^search\.limit +20 +{_home.Join(".config", "ctxb", "ctxb.json")}$"));
            Assert.That(run.Results, Does.Match(@"(?m)^serve\.readOnly +true +CTXB_SERVE_READ_ONLY$"));
            Assert.That(run.Results, Does.Match(@"(?m)^log\.level +error +--log-level$"));
            Assert.That(run.Results, Does.Match($@"(?m)^data +{_home.Join(".local", "share", "ctxb")} +default$"));
            Assert.That(run.Results, Does.Match(@"(?m)^masterKey +\(not shown\) +CTXB_MASTER_KEY$").And.Not.Contain("0123secret"));
            Assert.That(run.Results.TrimEnd().Split('\n'), Has.Length.EqualTo(Settings.All.Count + 1));
        });
    }

    [Test]
    public async Task Only_what_is_set_can_be_asked_for_as_JSON_too()
    {
        var run = await RunAsync([("CTXB_EMBEDDING", "openai"), ("CTXB_EMBEDDING_ENDPOINTS", "http://127.0.0.1:9/v1")], "config", "show", "--changed", "--json");
        var rows = JsonNode.Parse(run.Results)!.AsArray();
        Assert.That(rows.Select(row => row!["key"]!.GetValue<string>()), Is.EqualTo(new[] { "embedding", "embedding.endpoints", "search.limit" }));
        Assert.That(rows[1]!["value"]!.GetValue<string>(), Is.EqualTo("http://127.0.0.1:9/v1"));
    }

    [Test]
    public async Task Where_nothing_is_set_that_is_said()
    {
        File.Delete(_home.Join(".config", "ctxb", "ctxb.json"));
        var run = await RunAsync([], "config", "show", "--changed");
        Assert.That((run.ExitCode, run.Results), Is.EqualTo((ExitCode.Ok, "")));
        Assert.That(run.Messages, Does.Contain("all settings have their defaults"));
    }

    [Test]
    public async Task Check_reads_the_repositorys_own_file_too()
    {
        Assert.That((await RunAsync([], "config", "check")).Results, Is.EqualTo($"1 settings are set, all can be used (with those of {_home.Join("repo")}).\n"));
        _home.Write("repo/ctxb.json", """{ "data": "/theirs", "files": { "maxDepth": 0 } }""");
        var run = await RunAsync([], "config", "check");
        Assert.Multiple(() =>
        {
            Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Failed));
            Assert.That(run.Messages, Does.Contain("data may not be set by a repository").And.Contain("files.maxDepth is 0; use 1 to 512. It comes from"));
        });
    }

    [Test]
    public async Task Check_tells_all_problems_together()
    {
        var run = await RunAsync([("CTXB_STORE", "litedb"), ("CTXB_LOG_LEVEL", "loud")], "config", "check");
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Failed));
        Assert.That(run.Messages, Does.Contain("2 settings are not usable").And.Contain("It comes from CTXB_STORE").And.Contain("It comes from CTXB_LOG_LEVEL"));
    }

    [Test]
    public async Task The_schema_is_JSON()
    {
        var run = await RunAsync([], "config", "schema");
        Assert.That(JsonNode.Parse(run.Results)!["properties"]!["search"]!["properties"]!["limit"]!["type"]!.GetValue<string>(), Is.EqualTo("integer"));
    }

    private Task<CliRun> RunAsync((string Name, string Value)[] variables, params string[] args) =>
        CliRun.OfAsync(args, new Surroundings(variables.ToDictionary(v => v.Name, v => v.Value), _home.Join("repo"), _home.Path, SystemKind.Linux));
}
