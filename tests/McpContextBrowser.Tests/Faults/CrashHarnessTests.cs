using McpContextBrowser.Tests.EndToEnd;

namespace McpContextBrowser.Tests.Faults;

/// <summary>The crash harness against the probe, a real process that indexes, acknowledges, and is killed, cut off, or refused by the disk.</summary>
[TestFixture]
public sealed class CrashHarnessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromHours(2); // thousands of processes, one after the other

    private TemporaryFolder _folder;
    private string _library = "";

    [OneTimeSetUp]
    public async Task BuildTheInjector()
    {
        var source = TestPaths.Harness("crash", "faultio.c");
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("the fault injector is for Linux");
        }

        _folder = new TemporaryFolder();
        _library = Path.Join(_folder.Path, "faultio.so");
        await Programs.NeedAsync("the fault injector", _folder.Path, "gcc", "-O2", "-shared", "-fPIC", "-o", _library, source, "-ldl", "-lpthread");
    }

    [OneTimeTearDown]
    public void Remove() => _folder?.Dispose();

    [Test]
    public Task Two_power_cuts_in_each_of_four_models_lose_nothing_acknowledged() => RunAsync("power", 1, 3);

    [Test, Slow]
    public async Task A_thousand_kills_at_random_moments_lose_nothing_acknowledged()
    {
        for (var part = 1; part <= 10; part++)
        {
            await RunAsync("kill", 100, 1_000_000, seed: part); // parts: a directory that has grown for hundreds of runs takes long to verify
        }
    }

    [TestCase("killat"), TestCase("torn"), TestCase("eio"), TestCase("enospc"), Slow]
    public Task At_each_operation(string mode) => RunAsync(mode, 600, 3);

    [Test, Slow]
    public Task After_a_sync_that_failed_nothing_is_acknowledged() => RunAsync("fsyncfail", 600, 6);

    [Test, Slow]
    public Task Two_thousand_power_cuts_lose_nothing_acknowledged() => RunAsync("power", 700, 6);

    private async Task RunAsync(string mode, int runs, int batches, int seed = 1)
    {
        var probe = Path.Join([TestPaths.RepositoryRoot, "tests", "McpContextBrowser.CrashProbe", "bin", .. TestPaths.BuildFolder, "crash-probe.dll"]);
        var source = Path.Join(_folder.Path, $"source-{mode}");
        string[] arguments =
        [
            TestPaths.Harness("crash", "crash.py"), mode, "--n", $"{runs}", "--seed", $"{seed}", "--so", _library,
            "--work", Path.Join(_folder.Path, mode), "--writer", $"{CtxbProcess.Dotnet} {probe} write {{d}} {source} {batches}",
            "--verify", $"{CtxbProcess.Dotnet} {probe} verify {{d}} {source}",
        ];
        var run = await Programs.RunAsync(_folder.Path, new Dictionary<string, string?>(), Patience, "python3", arguments);
        if (run is null)
        {
            Assert.Ignore("the crash harness needs python3");
        }

        TestContext.Out.WriteLine(run!.Value.Text);
        Assert.That(run.Value.ExitCode, Is.Zero, run.Value.Text);
        Assert.That(run.Value.Text, Does.Contain("violations=0"));
    }
}
