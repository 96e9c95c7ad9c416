namespace McpContextBrowser.Tests.EndToEnd;

/// <summary>The real tool with the real GNOME Keyring: a message bus and a keyring of the test's own, unlocked with an empty password.</summary>
[TestFixture]
[Platform(Include = "Linux")]
public sealed class SecretServiceTests
{
    private const string Bus = "printf '\\n' | gnome-keyring-daemon --unlock --components=secrets > /dev/null 2>&1 && exec \"$@\"";

    [Test]
    public async Task The_master_key_lies_in_the_keyring_and_nowhere_else()
    {
        using var home = new TemporaryFolder();
        home.Write("code/pool.py", "class Pool:\n    def close_sessions(self):\n        for session in self.sessions:\n            session.shutdown()\n");
        var index = await InSessionAsync(home, "index", "code");
        Assert.That(index.ExitCode, Is.Zero, index.Text);
        var search = await InSessionAsync(home, "search", "--path", "code", "--", "who closes the sessions");
        Assert.That((search.ExitCode, search.Text.Contains("pool.py", StringComparison.Ordinal)), Is.EqualTo((0, true)), search.Text + " another session finds the key in the keyring");
        Assert.That((await InSessionAsync(home, "keys", "status")).Text, Does.Contain("keystore"));
        Assert.That(File.Exists(home.Join(".config", "ctxb", "master.key")), Is.False, "no key file was made");

        Directory.Delete(home.Join(".local", "share", "keyrings"), recursive: true);
        var lost = await InSessionAsync(home, "search", "--path", "code", "--", "who closes the sessions");
        Assert.That((lost.ExitCode, lost.Text.Contains("no master key", StringComparison.Ordinal)), Is.EqualTo((2, true)), lost.Text);
    }

    [Test]
    public async Task Without_a_session_it_is_said_what_is_missing()
    {
        using var home = new TemporaryFolder();
        home.Write("code/a.py", "def a():\n    return 1\n");
        var run = await CtxbProcess.Built.With(("CTXB_KEYS_MASTER", "keystore"), ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")).RunAsync(home.Path, "index", "code");
        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Messages, Does.Contain("Secret Service").And.Contain("keys.master"));
    }

    private static async Task<(int ExitCode, string Text)> InSessionAsync(TemporaryFolder home, params string[] args)
    {
        var environment = new Dictionary<string, string?>
        {
            ["HOME"] = home.Path,
            ["XDG_RUNTIME_DIR"] = home.Folder("run"),
            ["XDG_DATA_HOME"] = null,
            ["XDG_CONFIG_HOME"] = null,
            ["CTXB_KEYS_MASTER"] = "keystore",
            ["CORECLR_ENABLE_PROFILING"] = null,
        };
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(name => name.StartsWith("CTXB_", StringComparison.Ordinal) && name != "CTXB_KEYS_MASTER"))
        {
            environment[name] = null;
        }

        var there = await Programs.RunAsync(home.Path, environment, "sh", "-c", "command -v dbus-run-session && command -v gnome-keyring-daemon && ldconfig -p | grep -q libsecret-1");
        if (there is not { ExitCode: 0 })
        {
            Assert.Ignore("needs dbus-run-session, gnome-keyring and libsecret-1");
        }

        var run = await Programs.RunAsync(
            home.Path, environment, "dbus-run-session", ["--", "sh", "-c", Bus, "sh", CtxbProcess.Dotnet, CtxbProcess.Assembly, .. args]);
        return run!.Value;
    }
}
