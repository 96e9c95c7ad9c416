using System.Text.Json;
using System.Text.Json.Nodes;
using McpContextBrowser.Install;

namespace McpContextBrowser.Tests.Install;

[TestFixture]
public sealed class JsonTextTests
{
    private static readonly string[] Place = ["mcpServers", "ctxb"];

    private static JsonObject Entry => new() { ["command"] = "ctxb" };

    // before, after putting the entry in; taking it out again gives back what stands in the third column (null: the first)
    private static readonly TestCaseData[] Texts =
    [
        new TestCaseData("", "{\n  \"mcpServers\": {\n    \"ctxb\": {\n      \"command\": \"ctxb\"\n    }\n  }\n}\n", "{\n  \"mcpServers\": {\n  }\n}\n") { TestName = "no file" },
        new TestCaseData("{}", "{\n  \"mcpServers\": {\n    \"ctxb\": {\n      \"command\": \"ctxb\"\n    }\n  }\n}", "{\n  \"mcpServers\": {\n  }\n}") { TestName = "an empty object" },
        new TestCaseData(
            "{\n    // mine\n    \"a\": 1, /* b */\n    \"mcpServers\": {\n        \"x\": { \"command\": \"x\" } // last\n    },\n    \"z\": [1,2]\n}\n",
            "{\n    // mine\n    \"a\": 1, /* b */\n    \"mcpServers\": {\n        \"x\": { \"command\": \"x\" }, // last\n        \"ctxb\": {\n            \"command\": \"ctxb\"\n        }\n    },\n    \"z\": [1,2]\n}\n",
            null) { TestName = "comments, another server, four blanks" },
        new TestCaseData(
            "{\r\n\t\"mcpServers\": {\r\n\t\t\"x\": {},\r\n\t},\r\n}\r\n",
            "{\r\n\t\"mcpServers\": {\r\n\t\t\"x\": {},\r\n\t\t\"ctxb\": {\r\n\t\t\t\"command\": \"ctxb\"\r\n\t\t},\r\n\t},\r\n}\r\n",
            null) { TestName = "trailing commas, tabs, line ends of Windows" },
        new TestCaseData(
            "{ \"a\": { \"mcpServers\": {} }, \"b\": \"ä\" }",
            "{ \"a\": { \"mcpServers\": {} }, \"b\": \"ä\", \"mcpServers\": {\n    \"ctxb\": {\n      \"command\": \"ctxb\"\n    }\n  } }",
            "{ \"a\": { \"mcpServers\": {} }, \"b\": \"ä\", \"mcpServers\": {\n  } }") { TestName = "one line, and a name that only looks like ours" },
        new TestCaseData(
            "{\n  \"mcpServers\": {\n    // none yet\n  }\n}\n",
            "{\n  \"mcpServers\": {\n    // none yet\n    \"ctxb\": {\n      \"command\": \"ctxb\"\n    }\n  }\n}\n",
            null) { TestName = "only a comment" },
    ];

    [TestCaseSource(nameof(Texts))]
    public void Only_the_entry_changes(string before, string after, string? without)
    {
        var put = JsonText.Put(before, Place, Entry);
        Assert.Multiple(() =>
        {
            Assert.That(put, Is.EqualTo(after));
            Assert.That(JsonNode.DeepEquals(JsonText.Get(put, Place), Entry), Is.True);
            Assert.That(JsonText.Remove(put, Place), Is.EqualTo(without ?? before.Replace("} // last", "}, // last", StringComparison.Ordinal)).Or.EqualTo(without ?? before));
        });
    }

    [Test]
    public void An_older_entry_is_replaced_where_it_stands()
    {
        const string Before = """{ "mcpServers": { "ctxb": { "command": "old" }, "b": 2 } }""";
        Assert.That(JsonText.Put(Before, Place, Entry).ReplaceLineEndings("").Replace(" ", ""), Is.EqualTo("""{"mcpServers":{"ctxb":{"command":"ctxb"},"b":2}}"""));
    }

    [TestCase("""{ "mcpServers": { "ctxb": 1, "b": 2 } }""", """{ "mcpServers": { "b": 2 } }""")]
    [TestCase("""{ "mcpServers": { "b": 2, "ctxb": 1 } }""", """{ "mcpServers": { "b": 2 } }""")]
    [TestCase("""{ "mcpServers": { "a": 1, "ctxb": 1, "b": 2 } }""", """{ "mcpServers": { "a": 1, "b": 2 } }""")]
    [TestCase("{\n  \"mcpServers\": {\n    \"ctxb\": 1, // ours\n    \"b\": 2\n  }\n}", "{\n  \"mcpServers\": {\n     // ours\n    \"b\": 2\n  }\n}")]
    [TestCase("{ \"mcpServers\": { // c\n\"ctxb\": 1, \"b\": 2 } }", "{ \"mcpServers\": { // c\n \"b\": 2 } }")]
    [TestCase("""{ "servers": { "ctxb": 1 } }""", """{ "servers": { "ctxb": 1 } }""")]
    public void Taking_out_leaves_JSON_wherever_the_entry_stood(string before, string after)
    {
        Assert.That(JsonText.Remove(before, Place), Is.EqualTo(after));
    }

    [TestCase("{ \"mcpServers\": ")]
    [TestCase("[]")]
    [TestCase("{ \"mcpServers\": [] }")]
    [TestCase("{} trailing")]
    public void What_is_not_understood_is_not_edited(string text)
    {
        Assert.That(() => JsonText.Put(text, Place, Entry), Throws.InstanceOf<JsonException>());
    }

    [Test]
    public void Whatever_the_file_holds_the_rest_of_it_reads_the_same()
    {
        const int Seed = 11;
        var random = new Random(Seed);
        for (var round = 0; round < 500; round++)
        {
            var text = Any(random, 3, isRoot: true);
            var put = JsonText.Put(text, Place, Entry);
            var (before, after) = (Parsed(text), Parsed(put));
            var servers = (JsonObject)after["mcpServers"]!;
            Assert.That(JsonNode.DeepEquals(servers["ctxb"], Entry), Is.True, $"seed {Seed}, round {round}: {put}");
            servers.Remove("ctxb");
            var removed = Parsed(JsonText.Remove(put, Place));
            Assert.That(JsonNode.DeepEquals(removed, after), Is.True, $"seed {Seed}, round {round}: {JsonText.Remove(put, Place)}");
            if (before["mcpServers"] is null)
            {
                after.Remove("mcpServers");
            }
            else if (before["mcpServers"] is JsonObject old)
            {
                old.Remove("ctxb");
            }

            Assert.That(JsonNode.DeepEquals(before, after), Is.True, $"seed {Seed}, round {round}: {text}");
        }
    }

    private static JsonObject Parsed(string text) =>
        (JsonObject)JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true })!;

    /// <summary>Objects with blanks, comments and trailing commas in every place where they may stand.</summary>
    private static string Any(Random random, int depth, bool isRoot = false)
    {
        if (!isRoot && (depth == 0 || random.Next(3) == 0))
        {
            return new[] { "1", "\"te//xt\"", "[1, 2,]", "null", "\"}\"", "\"\\\"{\"" }[random.Next(6)];
        }

        string[] gaps = ["", " ", "\n", "\n    ", " // c, { }\n", "/* \" , */", "\t"];
        string[] names = isRoot ? ["mcpServers", "a", "b", "ä\\n"] : ["ctxb", "x", "y", "mcpServers"];
        var chosen = names.Where(_ => random.Next(2) == 0).ToList();
        var members = chosen.Select(name => $"{Gap()}\"{name}\"{new string(' ', random.Next(3))}:{Gap()}{(name == "mcpServers" && isRoot ? Object() : Any(random, depth - 1))}{Gap()}");
        return $"{{{string.Join(',', members)}{(chosen.Count > 0 && random.Next(3) == 0 ? "," : "")}{Gap()}}}";

        string Gap() => gaps[random.Next(gaps.Length)];
        string Object() => Any(random, depth - 1) is var text && text.StartsWith('{') ? text : "{}";
    }
}
