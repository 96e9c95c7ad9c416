using System.Text.Json;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Mcp;

namespace McpContextBrowser.Tests.Mcp;

[TestFixture]
public sealed class ToolArgumentsTests
{
    private static readonly string[] Known = ["query", "path", "limit", "extensions", "languages", "globs", "force", "ignore_patterns"];

    [Test]
    public void Familiar_aliases_mean_the_canonical_names()
    {
        var arguments = Given("""{"collection":"/r","extensionFilter":["cs"],"ignorePatterns":["*.log"],"splitter":"ast"}""");
        Assert.Multiple(() =>
        {
            Assert.That(arguments.Paths(), Is.EqualTo(new[] { "/r" }));
            Assert.That(arguments.Scope().Extensions, Is.EqualTo(new[] { "cs" }));
            Assert.That(arguments.Texts("ignore_patterns"), Is.EqualTo(new[] { "*.log" }));
            Assert.That(arguments.Notes, Is.Empty);
        });
    }

    [Test]
    public void Values_are_read_as_models_write_them()
    {
        var arguments = Given("""{"limit":"7","extensions":"cs, ts","path":["/a","/b,c"],"force":"true","languages":null}""");
        Assert.Multiple(() =>
        {
            Assert.That(arguments.Number("limit", 10, 1, 100), Is.EqualTo(7));
            Assert.That(arguments.Texts("extensions"), Is.EqualTo(new[] { "cs", "ts" }));
            Assert.That(arguments.Paths(), Is.EqualTo(new[] { "/a", "/b,c" }));
            Assert.That(arguments.Switch("force", false), Is.True);
            Assert.That(arguments.Texts("languages"), Is.Empty);
            Assert.That(Given("""{"limit":5.0}""").Number("limit", 10, 1, 100), Is.EqualTo(5));
        });
    }

    [TestCase("/a", "/a")]
    [TestCase("/a,b", "/a,b")]
    [TestCase("/a\\n/b c\\n", "/a|/b c")]
    [TestCase("\\r\\n/a\\r\\n/b\\r\\n", "/a|/b")]
    [TestCase("\\n\\n", "\n\n")] // named and empty is a mistake, not the default folder
    public void Folders_stand_in_lines(string path, string folders) =>
        Assert.That(Given($$"""{"path":"{{path}}"}""").Paths(), Is.EqualTo(folders.Split('|')));

    [Test]
    public void Of_many_unknown_names_a_few_are_told() =>
        Assert.That(Given($"{{{string.Join(',', Enumerable.Range(0, 500).Select(i => $"\"x{i}\":1"))}}}").Notes, Has.Count.EqualTo(4).And.Some.EqualTo("So were 497 others."));

    [Test]
    public void What_is_not_given_takes_its_default()
    {
        var arguments = new ToolArguments(null, Known);
        Assert.Multiple(() =>
        {
            Assert.That(arguments.Number("limit", 10, 1, 100), Is.EqualTo(10));
            Assert.That(arguments.Text("query"), Is.Null);
            Assert.That(arguments.Switch("force", true), Is.True);
            Assert.That(arguments.Paths(), Is.Empty);
            Assert.That(arguments.Scope().IsEmpty, Is.True);
        });
    }

    [TestCase("-1")]
    [TestCase("0")]
    [TestCase("101")]
    [TestCase("1000000000")]
    [TestCase("1e400")]
    [TestCase("2.5")]
    [TestCase("\"NaN\"")]
    [TestCase("\"Infinity\"")]
    [TestCase("\"many\"")]
    [TestCase("[1]")]
    [TestCase("true")]
    public void A_limit_that_cannot_be_meant_is_refused_with_the_range(string limit)
    {
        var problem = Assert.Throws<CtxbException>(() => Given($$"""{"limit":{{limit}}}""").Number("limit", 10, 1, 100));
        Assert.That(problem!.Next, Is.EqualTo("Use a whole number from 1 to 100."));
    }

    [Test]
    public void An_unknown_argument_is_left_out_and_the_nearest_named()
    {
        Assert.That(Given("""{"limt":3,"zzzzzzzz":1}""").Notes, Is.EqualTo(new[]
        {
            "Argument 'limt' is unknown and was left out; did you mean 'limit'?",
            "Argument 'zzzzzzzz' is unknown and was left out.",
        }));
    }

    [Test]
    public void Values_of_the_wrong_kind_are_refused()
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => Given("""{"query":5}""").Text("query"), Throws.TypeOf<CtxbException>());
            Assert.That(() => Given("""{"extensions":[1]}""").Texts("extensions"), Throws.TypeOf<CtxbException>());
            Assert.That(() => Given("""{"extensions":{}}""").Texts("extensions"), Throws.TypeOf<CtxbException>());
            Assert.That(() => Given("""{"force":"perhaps"}""").Switch("force", false), Throws.TypeOf<CtxbException>());
            Assert.That(() => Given("""{"path":"/a","collection":"/b"}"""), Throws.TypeOf<CtxbException>().With.Message.Contains("twice"));
        });
    }

    [Test]
    public void Text_and_lists_are_bounded()
    {
        var query = JsonSerializer.Serialize(new string('x', 1 << 20));
        var list = JsonSerializer.Serialize(Enumerable.Repeat("cs", 1000));
        Assert.Multiple(() =>
        {
            Assert.That(() => Given($$"""{"query":{{query}}}""").Text("query"), Throws.TypeOf<CtxbException>().With.Message.Contains("longer than"));
            Assert.That(() => Given($$"""{"extensions":{{list}}}""").Texts("extensions"), Throws.TypeOf<CtxbException>().With.Message.Contains("256"));
        });
    }

    private static ToolArguments Given(string json) => new(JsonElement.Parse(json).EnumerateObject().ToDictionary(p => p.Name, p => p.Value), Known);
}
