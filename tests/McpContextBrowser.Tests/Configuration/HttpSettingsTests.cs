using McpContextBrowser.Configuration;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Tests.Configuration;

/// <summary>Every setting of the HTTP door, by the environment: a value that is taken, and where there is a range one beyond it that is refused by name.</summary>
public sealed class HttpSettingsTests
{
    private static readonly Dictionary<string, (string Taken, string? Refused)> Values = new()
    {
        ["http.address"] = ("[::1]:9000", "9000"),
        ["http.certificate"] = ("/etc/ctxb/tls.pem", "tls.pem"),
        ["http.certificateKey"] = ("/etc/ctxb/tls.key", "tls.key"),
        ["http.allowedHosts"] = ("ctxb.example", null),
        ["http.allowedOrigins"] = ("https://tools.example:8443", null),
        ["http.trustedProxies"] = ("fd00::1", "proxy"),
        ["http.publicCollections"] = ("/srv/open", "open"),
        ["http.maxBodyBytes"] = ("2048", "1023"),
        ["http.maxRunning"] = ("1", "0"),
        ["http.maxWaiting"] = ("0", "65537"),
        ["http.maxDuration"] = ("1s", "2h"),
        ["http.maxSessions"] = ("1", "100001"),
        ["http.sessionIdle"] = ("1m", "59s"),
        ["http.shutdownTime"] = ("1s", "31s"),
        ["http.rate.search"] = ("100000", "100001"),
        ["http.rate.index"] = ("1", "0"),
        ["http.rate.admin"] = ("1", "0"),
        ["http.rate.other"] = ("1", "-1"),
        ["http.rate.refused"] = ("1", "many"),
        ["http.jwt.issuer"] = ("https://issuer.example", "http://issuer.example"),
        ["http.jwt.audience"] = ("https://ctxb.example", " "),
        ["http.jwt.keyFile"] = ("/etc/ctxb/keys.json", "keys.json"),
        ["http.jwt.roleClaim"] = ("role", null),
        ["http.jwt.collectionsClaim"] = ("folders", null),
        ["http.jwt.clockSkew"] = ("30s", "301s"),
    };

    private static IEnumerable<string> Keys => HttpSettings.All.Select(setting => setting.Key);

    [Test]
    public void Every_setting_has_its_row() => Assert.That(Keys, Is.EquivalentTo(Values.Keys));

    [TestCaseSource(nameof(Keys))]
    public void A_value_in_range_is_taken_from_the_environment_and_one_beyond_is_refused_by_name(string key)
    {
        var setting = Settings.ByKey[key];
        if (OperatingSystem.IsWindows() && Values[setting.Key].Taken.StartsWith('/'))
        {
            Assert.Ignore("a path of Unix");
        }

        var (taken, refused) = Values[setting.Key];
        Assert.That(SettingText.Of(setting, Load(setting, taken)), Is.EqualTo(taken));
        if (refused is not null)
        {
            Assert.That(() => Load(setting, refused), Throws.TypeOf<CtxbException>().With.Message.Contains(setting.Key).And.Message.Contains(setting.Variable));
        }
    }

    private static CtxbConfiguration Load(Setting setting, string value)
    {
        // An issuer is complete with its audience alone.
        var variables = new Dictionary<string, string> { ["CTXB_HTTP_ADDRESS"] = "127.0.0.1:0" };
        if (setting.Key.StartsWith("http.jwt.", StringComparison.Ordinal))
        {
            (variables["CTXB_HTTP_JWT_ISSUER"], variables["CTXB_HTTP_JWT_AUDIENCE"]) = ("https://issuer.example", "https://ctxb.example");
        }

        variables[setting.Variable] = value;
        return ConfigLoader.Load(new Surroundings(variables, "/", "/home/ann", SystemKind.Linux), new Dictionary<string, (string, string)>());
    }
}
