using McpContextBrowser.Configuration;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Tests.Configuration;

/// <summary>Every limit of serving and indexing at both ends of its range and just beyond, by the file and by the environment.</summary>
public sealed class LimitSettingsTests
{
    private static readonly Dictionary<string, (string Lowest, string Highest, string Below, string Above)> Ranges = new()
    {
        ["http.maxBodyBytes"] = ("1024", "67108864", "1023", "67108865"),
        ["http.maxRunning"] = ("1", "1024", "0", "1025"),
        ["http.maxWaiting"] = ("0", "65536", "-1", "65537"),
        ["http.maxDuration"] = ("1s", "1h", "999ms", "3601s"),
        ["http.maxSessions"] = ("1", "100000", "0", "100001"),
        ["http.sessionIdle"] = ("1m", "1d", "59s", "86401s"),
        ["http.shutdownTime"] = ("1s", "30s", "999ms", "31s"),
        ["http.rate.search"] = ("1", "100000", "0", "100001"),
        ["http.rate.index"] = ("1", "100000", "0", "100001"),
        ["http.rate.admin"] = ("1", "100000", "0", "100001"),
        ["http.rate.other"] = ("1", "100000", "0", "100001"),
        ["http.rate.refused"] = ("1", "100000", "0", "100001"),
        ["indexing.threads"] = ("1", "256", "0", "257"),
        ["indexing.writerPatience"] = ("0d", "1d", "-1s", "86401s"),
        ["indexing.unusedGrace"] = ("0d", "3650d", "-1s", "3651d"),
        ["indexing.leaveFree"] = ("0", "1048576", "-1", "1048577"),
        ["indexing.maxFiles"] = ("1", "10000000", "0", "10000001"),
        ["indexing.maxMebibytes"] = ("1", "1048576", "0", "1048577"),
        ["indexing.maxMemory"] = ("8", "65536", "7", "65537"),
        ["indexing.maxChunks"] = ("1", "8000000", "0", "8000001"),
    };

    private static readonly Dictionary<string, (string Option, string Value)> NoOptions = [];

    /// <summary>What is a number or a time of the doors and of indexing is a limit; a token's clock is none.</summary>
    private static IEnumerable<string> Keys => Settings.All
        .Where(setting => setting.IsNumber || setting.Kind == SettingKind.Duration)
        .Select(setting => setting.Key)
        .Where(key => (key.StartsWith("http.", StringComparison.Ordinal) && !key.StartsWith("http.jwt.", StringComparison.Ordinal)) || key.StartsWith("indexing.", StringComparison.Ordinal));

    private TemporaryFolder _home;

    [SetUp]
    public void MakeHome() => _home = new TemporaryFolder();

    [TearDown]
    public void RemoveHome() => _home.Dispose();

    [Test]
    public void Every_limit_has_its_row() => Assert.That(Ranges.Keys, Is.EquivalentTo(Keys));

    [TestCaseSource(nameof(Keys))]
    public void A_limit_is_taken_at_both_ends_of_its_range_and_refused_beyond(string key)
    {
        var setting = Settings.ByKey[key];
        var (lowest, highest, below, above) = Ranges[key];
        foreach (var load in new Func<Setting, string, CtxbConfiguration>[] { FromFile, FromEnvironment })
        {
            foreach (var taken in new[] { lowest, highest })
            {
                Assert.That(SettingText.Of(setting, load(setting, taken)), Is.EqualTo(taken), load.Method.Name);
            }

            foreach (var refused in new[] { below, above })
            {
                Assert.That(
                    () => load(setting, refused),
                    Throws.TypeOf<CtxbException>().With.Message.StartsWith($"{key} is ").And.Message.Contains(load == FromFile ? "ctxb.json" : setting.Variable), $"{load.Method.Name} {refused}");
            }
        }
    }

    private CtxbConfiguration FromFile(Setting setting, string value)
    {
        _home.Write(".config/ctxb/ctxb.json", $"{{ \"{setting.Key}\": {(setting.IsNumber ? value : $"\"{value}\"")} }}");
        return ConfigLoader.Load(new(new Dictionary<string, string>(), _home.Path, _home.Path, SystemKind.Linux), NoOptions);
    }

    private CtxbConfiguration FromEnvironment(Setting setting, string value)
    {
        File.Delete(_home.Join(".config", "ctxb", "ctxb.json"));
        return ConfigLoader.Load(new(new Dictionary<string, string> { [setting.Variable] = value }, _home.Path, _home.Path, SystemKind.Linux), NoOptions);
    }
}
