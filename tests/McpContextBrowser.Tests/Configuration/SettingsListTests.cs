using System.Text.Json.Nodes;
using McpContextBrowser.Configuration;

namespace McpContextBrowser.Tests.Configuration;

/// <summary>The list of settings against the page that explains it, the schema that is shipped, and itself.</summary>
[TestFixture]
public sealed class SettingsListTests
{
    private const string Begin = "<!-- settings: made from the code, UPDATE_GOLDEN=1 rewrites it -->\n";
    private const string End = "<!-- end of settings -->";

    private static readonly CtxbConfiguration Defaults = new();

    [Test]
    public void The_page_of_settings_is_what_the_code_says()
    {
        var path = Path.Join(TestPaths.RepositoryRoot, "docs", "configuration.md");
        var page = File.ReadAllText(path).ReplaceLineEndings("\n");
        var (from, to) = (page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, page.IndexOf(End, StringComparison.Ordinal));
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, page[..from] + Table() + page[to..]);
            return;
        }

        Assert.That(page[from..to], Is.EqualTo(Table()), "If the change is meant, run with UPDATE_GOLDEN=1 and review the diff.");
    }

    [Test]
    public void The_schema_that_is_shipped_is_what_the_code_says()
    {
        var path = Path.Join(TestPaths.RepositoryRoot, "docs", "ctxb.schema.json");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, SettingsSchema.Text());
            return;
        }

        Assert.That(SettingsSchema.Text(), Is.EqualTo(File.ReadAllText(path).ReplaceLineEndings("\n")), "If the change is meant, run with UPDATE_GOLDEN=1 and review the diff.");
    }

    [Test]
    public void Every_setting_has_its_place_in_the_schema()
    {
        var schema = JsonNode.Parse(SettingsSchema.Text())!;
        foreach (var setting in Settings.All)
        {
            var at = schema;
            foreach (var part in setting.Key.Split('.'))
            {
                at = (at["anyOf"] is JsonArray either ? either[1]! : at)["properties"]![part] ?? throw new AssertionException(setting.Key);
            }
        }

        var embedding = schema["properties"]!["embedding"]!["anyOf"]!;
        Assert.That(embedding[0]!["enum"]!.AsArray().Select(name => name!.GetValue<string>()), Does.Contain("builtin"));
        Assert.That(embedding[1]!["properties"]!["http"]!["properties"]!["maxConnections"]!["type"]!.GetValue<string>(), Is.EqualTo("integer"));
    }

    [Test]
    public void What_a_setting_shows_can_be_written_back()
    {
        foreach (var setting in Settings.All)
        {
            Assert.That(setting.Get, Is.Not.Null, $"{setting.Key} does not say its value: give its row a getter");
            var text = SettingText.Of(setting, Defaults);
            if (text.Length > 0)
            {
                var back = setting.Apply(Defaults, setting.IsList ? text.Split(", ") : [text]);
                Assert.That(back, Is.Not.Null, setting.Key);
                Assert.That(SettingText.Of(setting, back!), Is.EqualTo(text), setting.Key);
            }
        }
    }

    [TestCase("500ms")]
    [TestCase("30s")]
    [TestCase("23h")]
    [TestCase("90d")]
    [TestCase("90m")]
    [TestCase("0d")]
    public void A_time_is_told_in_its_largest_whole_unit(string text)
    {
        Assert.That(DurationText.TryParse(text, out var time), Is.True);
        Assert.That(DurationText.Of(time), Is.EqualTo(text));
    }

    private static string Table()
    {
        var rows = Settings.All.Select(setting =>
            $"| `{setting.Key}`{(setting.RepositoryMay ? " \\*" : "")} | `{setting.Variable}` | {setting.Meaning} | {setting.Range} | {Default(setting)} |\n");
        return "| key | variable | what it does | values | default |\n| --- | --- | --- | --- | --- |\n" + string.Concat(rows);
    }

    private static string Default(Setting setting) => setting.Key switch
    {
        "data" => "the user's data folder, see below",
        "keyFile" => "`master.key` beside the user's `ctxb.json`",
        "indexing.threads" => "one a core",
        _ => SettingText.Of(setting, Defaults) is { Length: > 0 } text ? $"`{text}`" : "–",
    };
}
