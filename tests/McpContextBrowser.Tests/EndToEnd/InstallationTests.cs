using System.IO.Compression;

namespace McpContextBrowser.Tests.EndToEnd;

/// <summary>
/// What README.md tells a newcomer to type, typed in a copy of this repository by somebody with an empty home; then what every
/// user of a tool does with it: update, run without installing, uninstall.
/// </summary>
[TestFixture, Slow]
[Platform(Exclude = "Win", Reason = "the lines are those of a shell")]
public sealed class InstallationTests
{
    private const string Next = "0.1.1";

    private TemporaryFolder _disk;
    private Document _readme;
    private string _clone;

    [OneTimeSetUp]
    public async Task CopyTheRepository()
    {
        _disk = new TemporaryFolder();
        _readme = new("README.md");
        _clone = _disk.Folder("clone");
        var files = await Programs.NeedAsync("a copy", TestPaths.RepositoryRoot, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard");
        foreach (var file in files.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(file => File.Exists(Path.Join(TestPaths.RepositoryRoot, file))))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Join(_clone, file))!);
            File.Copy(Path.Join(TestPaths.RepositoryRoot, file), Path.Join(_clone, file));
        }

        var install = _readme.Indented("## Install");
        Assert.That(install, Has.Some.StartsWith("dotnet pack").And.Some.StartsWith("dotnet tool install"), "README.md does not say how to install");
        Assert.That(await ShellAsync("newcomer", _clone, string.Join('\n', install)), Does.EndWith($"\n{ProductVersion.Text}\n"));
        await ShellAsync("newcomer", _clone, $"dotnet pack src/McpContextBrowser -c Release -p:Version={Next} -nologo -v quiet"); // the same code as a later version, beside it
    }

    [OneTimeTearDown]
    public void RemoveDisk() => _disk.Dispose();

    [Test]
    public async Task The_lines_of_the_readme_install_it_and_it_answers()
    {
        var home = _disk.Folder("newcomer");
        Assert.That(await ShellAsync("newcomer", home, "command -v ctxb; ctxb --version"), Is.EqualTo($"{home}/.dotnet/tools/ctxb\n{ProductVersion.Text}\n"));
        WritePool("newcomer");
        Assert.That(await ShellAsync("newcomer", home, "ctxb search 'where are sessions closed' code"), Does.StartWith("pool.py"));
    }

    [Test]
    public void A_later_version_packed_in_the_same_folder_names_itself_everywhere()
    {
        using var zip = ZipFile.OpenRead(Path.Join(_clone, "nupkg", $"McpContextBrowser.{Next}.nupkg"));
        Assert.That(Package.Of(zip).ServerVersions.Append(Package.Of(zip).Version), Is.All.EqualTo(Next));
    }

    [Test]
    public async Task The_lines_of_the_page_install_update_remove_and_run_it_and_an_update_keeps_the_index()
    {
        var home = _disk.Folder("user");
        WritePool("user");
        var said = await ShellAsync(
            "user", home, $"FIRST={ProductVersion.Text} PACKAGES='{_clone}/nupkg' CODE='{home}/code'\n{new Document("docs/installation.md").Block("sh")}");
        var versions = said.Split('\n').Where(line => line == ProductVersion.Text || line == Next);
        Assert.That(versions, Is.EqualTo(new[] { ProductVersion.Text, Next, Next, ProductVersion.Text }), said);
        Assert.That(said, Does.Contain($"{home}/code: current"), "the newer one reads what the older one wrote");
        Assert.That(said, Does.Match("(?m)^cursor .*connected"), "what the agent starts is the same after an update");
        Assert.That(File.Exists(Path.Join(home, ".dotnet", "tools", "ctxb")), Is.False);
        var left = Directory.EnumerateFiles(home, "*", SearchOption.AllDirectories).Select(Path.GetFileName).ToList();
        Assert.That(left, Does.Not.Contain("store.db").And.Contain("master.key").And.Contain("keys.db"));
    }

    [Test]
    public async Task The_first_command_of_the_readme_answers_about_this_repository()
    {
        var first = _readme.Indented("## Try it here")[0];
        Assert.That(first, Does.StartWith("dotnet run"));
        Assert.That(await ShellAsync("reader", _clone, first), Does.Match("(?m)^src/McpContextBrowser.Core/Files/.*:[0-9]+:"), "the code that matches ignore rules is among the hits");
    }

    private void WritePool(string user) =>
        _disk.Write($"{user}/code/pool.py", "class Pool:\n    def close_sessions(self):\n        for session in self.sessions:\n            session.shutdown()\n");

    /// <summary>Runs lines of a page as a person would, with an empty home and the tools of that home in reach.</summary>
    private async Task<string> ShellAsync(string user, string folder, string lines)
    {
        var home = _disk.Folder(user);
        var environment = Sdk.Environment(home);
        environment["NUGET_FALLBACK_PACKAGES"] = Sdk.Packages; // what is there already need not be downloaded again
        environment["PATH"] = string.Join(':', Path.Join(home, ".dotnet", "tools"), Path.GetDirectoryName(CtxbProcess.Dotnet), Environment.GetEnvironmentVariable("PATH"));
        var run = await Programs.RunAsync(folder, environment, "sh", "-eu", "-c", lines);
        Assert.That(run?.ExitCode, Is.Zero, run?.Text);
        return run!.Value.Text;
    }
}
