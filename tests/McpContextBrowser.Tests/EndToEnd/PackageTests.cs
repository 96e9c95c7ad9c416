using System.IO.Compression;
using System.Text.Json;

namespace McpContextBrowser.Tests.EndToEnd;

/// <summary>The package as a user gets it: packed, installed into an empty folder with an empty home, run.</summary>
[TestFixture]
public sealed class PackageTests
{
    private const long MostBytes = 40L << 20;

    private TemporaryFolder _disk;
    private string _packages;

    [OneTimeSetUp]
    public async Task Pack()
    {
        _disk = new TemporaryFolder();
        _packages = _disk.Folder("nupkg");
        var run = await Programs.RunAsync(
            TestPaths.RepositoryRoot, Sdk.Environment(), CtxbProcess.Dotnet, "pack", "src/McpContextBrowser", "-c", "Release", "-o", _packages, "-nologo", "-v", "quiet");
        Assert.That(run?.ExitCode, Is.Zero, run?.Text);
    }

    [OneTimeTearDown]
    public void RemoveDisk() => _disk.Dispose();

    [Test]
    public async Task It_installs_into_an_empty_folder_and_finds_code_with_an_empty_home()
    {
        var (home, tools) = (_disk.Folder("home"), _disk.Folder("tools"));
        var environment = Sdk.Environment(home);
        var install = await Programs.RunAsync(
            home, environment, CtxbProcess.Dotnet, "tool", "install", "McpContextBrowser", "--tool-path", tools, "--source", _packages, "--version", ProductVersion.Text);
        Assert.That(install?.ExitCode, Is.Zero, install?.Text);

        _disk.Write("home/code/pool.py", "class Pool:\n    def close_sessions(self):\n        for session in self.sessions:\n            session.shutdown()\n");
        var ctxb = CtxbProcess.At(Path.Join(tools, OperatingSystem.IsWindows() ? "ctxb.exe" : "ctxb"));
        var version = await ctxb.RunAsync(home, "--version");
        var index = await ctxb.RunAsync(home, "index", "code");
        var search = await ctxb.RunAsync(home, "search", "--json", "--limit", "3", "--path", "code", "--", "where are sessions closed");
        Assert.Multiple(() =>
        {
            Assert.That(version.Results.Trim(), Is.EqualTo(ProductVersion.Text));
            Assert.That(index.ExitCode, Is.Zero, index.Messages);
            Assert.That(JsonElement.Parse(search.Results)[0].GetProperty("path").GetString(), Is.EqualTo("pool.py"), search.Messages);
        });
    }

    [Test]
    public async Task It_is_run_without_being_installed()
    {
        var home = _disk.Folder("empty-home");
        var run = await Programs.RunAsync(
            home, Sdk.Environment(home), CtxbProcess.Dotnet, "tool", "exec", "McpContextBrowser", "--source", _packages, "--yes", "--", "--version");
        Assert.That(run?.ExitCode, Is.Zero, run?.Text);
        Assert.That(run!.Value.Text.Trim().Split('\n')[^1], Is.EqualTo(ProductVersion.Text));
    }

    [Test]
    public void Each_package_is_small_and_holds_the_readme_and_the_model()
    {
        foreach (var package in Directory.EnumerateFiles(_packages, "*.nupkg"))
        {
            using var zip = ZipFile.OpenRead(package);
            var names = zip.Entries.Select(entry => entry.FullName).ToList();
            TestContext.Out.WriteLine($"{Path.GetFileName(package)}: {new FileInfo(package).Length / 1048576.0:N1} MiB, {names.Count} files");
            Assert.Multiple(() =>
            {
                Assert.That(new FileInfo(package).Length, Is.LessThanOrEqualTo(MostBytes), package);
                Assert.That(Package.Text(zip, "README.md"), Is.EqualTo(File.ReadAllText(Path.Join(TestPaths.RepositoryRoot, "README.md"))), package);
                if (names.Any(name => name.EndsWith("ctxb.dll", StringComparison.Ordinal)))
                {
                    Assert.That(names, Has.One.Matches<string>(name => name!.EndsWith(".ctxe", StringComparison.Ordinal)));
                }
            });
        }
    }

    [Test]
    public void The_package_says_that_it_is_a_server_and_each_of_which_version()
    {
        foreach (var file in Directory.EnumerateFiles(_packages, "*.nupkg"))
        {
            using var zip = ZipFile.OpenRead(file);
            var package = Package.Of(zip);
            var named = Path.GetFileName(file) == $"McpContextBrowser.{ProductVersion.Text}.nupkg"; // the others are its parts, one a platform
            Assert.Multiple(() =>
            {
                Assert.That(package.Types, Is.EquivalentTo(named ? ["DotnetTool", "McpServer"] : new[] { "DotnetToolRidPackage" }), file);
                Assert.That(package.Version, Is.EqualTo(ProductVersion.Text), file);
                Assert.That(package.ServerVersions, Is.EqualTo(new[] { ProductVersion.Text, ProductVersion.Text }), file);
            });
        }
    }

    [Test]
    public void The_package_for_any_platform_holds_the_natives_the_tool_is_made_for_and_no_others()
    {
        using var zip = ZipFile.OpenRead(Directory.EnumerateFiles(_packages, "*.any.*.nupkg").Single());
        var natives = zip.Entries.Select(entry => entry.FullName.Split('/')).Where(parts => parts is [.., "runtimes", _, "native", _]).Select(parts => parts[^3]);
        Assert.That(natives, Is.EquivalentTo(new[] { "linux-x64", "linux-arm64", "linux-musl-x64", "win-x64", "win-arm64", "osx-x64", "osx-arm64" }));
    }
}
