using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using McpContextBrowser.Configuration;
using McpContextBrowser.Core.Contracts;

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

    [TestCaseSource(nameof(Numbers))]
    public void The_range_that_the_schema_tells_of_a_number_is_the_one_that_is_taken(string key)
    {
        var setting = Settings.ByKey[key];
        var range = SettingRange.Of(setting);
        Assert.That(range, Is.Not.EqualTo(new SettingRange(null, null)), "a number without any bound is not validated");
        foreach (var taken in new[] { range.Least, range.Most }.OfType<long>())
        {
            Assert.That(() => Load(setting, taken), Throws.Nothing);
        }

        foreach (var refused in new[] { range.Least - 1, range.Most + 1 }.OfType<long>())
        {
            Assert.That(() => Load(setting, refused), Throws.TypeOf<CtxbException>().With.Message.StartsWith($"{key} is "));
        }

        var at = JsonNode.Parse(SettingsSchema.Text())!;
        foreach (var part in key.Split('.'))
        {
            at = (at["anyOf"] is JsonArray either ? either[1]! : at)["properties"]![part]!;
        }

        Assert.That((at["minimum"]?.GetValue<long>(), at["maximum"]?.GetValue<long>()), Is.EqualTo((range.Least, range.Most)));
    }

    [TestCase("search.limit", "1 to 1,000")]
    [TestCase("serve.patience", "0 to 3,600")]
    [TestCase("files.maxFileBytes", "1,024 to 67,108,864")]
    [TestCase("embedding.tokensPerMinute", "at least 1")]
    [TestCase("embedding.maxCost", "at least 0")]
    public void A_range_is_told_in_words(string key, string words) => Assert.That(SettingRange.Of(Settings.ByKey[key]).InWords(), Is.EqualTo(words));

    [TestCase("500ms", true)]
    [TestCase("1.5h", true)]
    [TestCase(".5d", true)]
    [TestCase("0s", true)]
    [TestCase("5", false)]
    [TestCase("s", false)]
    [TestCase("-5s", false)]
    [TestCase("5 s", false)]
    [TestCase("5S", false)]
    public void The_pattern_of_a_time_takes_what_the_settings_take(string text, bool taken)
    {
        Assert.That(Regex.IsMatch(text, DurationText.Pattern), Is.EqualTo(taken));
        Assert.That(DurationText.TryParse(text, out _), Is.EqualTo(taken));
    }

    private static IEnumerable<string> Numbers => Settings.All.Where(setting => setting.IsNumber).Select(setting => setting.Key);

    private static CtxbConfiguration Load(Setting setting, long value)
    {
        var variables = new Dictionary<string, string> { [setting.Variable] = value.ToString(CultureInfo.InvariantCulture) };
        return ConfigLoader.Load(new(variables, Path.GetTempPath(), Path.GetTempPath(), SystemKind.Linux), new Dictionary<string, (string, string)>());
    }

    private static string Values(Setting setting) => setting.IsNumber ? SettingRange.Of(setting).InWords() : setting.Range;

    private static string Table()
    {
        var rows = Settings.All.Select(setting =>
            $"| `{setting.Key}`{(setting.RepositoryMay ? " \\*" : "")} | `{setting.Variable}` | {setting.Meaning} | {Values(setting)} | {Default(setting)} |\n");
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
