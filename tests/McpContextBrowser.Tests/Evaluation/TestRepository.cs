using McpContextBrowser.Core.Files;
using McpContextBrowser.Tests.EndToEnd;

namespace McpContextBrowser.Tests.Evaluation;

/// <summary>A repository made with the real git, in a folder of its own; tests are skipped by name where there is no git.</summary>
internal sealed class TestRepository : IDisposable
{
    private static readonly Dictionary<string, string?> Identity = new()
    {
        ["GIT_AUTHOR_NAME"] = "A",
        ["GIT_AUTHOR_EMAIL"] = "a@example.org",
        ["GIT_COMMITTER_NAME"] = "A",
        ["GIT_COMMITTER_EMAIL"] = "a@example.org",
        ["GIT_CONFIG_NOSYSTEM"] = "1",
        ["GIT_CONFIG_GLOBAL"] = OperatingSystem.IsWindows() ? "NUL" : "/dev/null",
    };

    private readonly TemporaryFolder _folder = new();

    public string Root => _folder.Path;

    public RepositoryRoot Found => RepositoryRoot.At(Root)!;

    public static async Task<TestRepository> InitAsync(params string[] options)
    {
        var repository = new TestRepository();
        await repository.GitAsync(["init", "--quiet", "--initial-branch=main", .. options]);
        return repository;
    }

    public string Write(string path, string text) => _folder.Write(path, text);

    public string Join(params string[] parts) => _folder.Join(parts);

    /// <returns>Name of the commit.</returns>
    public async Task<string> CommitAsync(string message)
    {
        await GitAsync("add", "--all");
        await GitAsync("commit", "--quiet", "--no-verify", "--no-gpg-sign", "-m", message);
        return (await GitAsync("rev-parse", "HEAD")).Trim();
    }

    public async Task<string> GitAsync(params string[] words)
    {
        if (await Programs.RunAsync(Root, Identity, "git", words) is not { } run)
        {
            Assert.Ignore("needs git, which is not on this machine");
            return "";
        }

        Assert.That(run.ExitCode, Is.Zero, $"git {string.Join(' ', words)}: {run.Text}");
        return run.Text;
    }

    public void Dispose()
    {
        foreach (var file in Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories))
        {
            File.SetAttributes(file, FileAttributes.Normal); // git's objects are read-only, which Windows does not delete
        }

        _folder.Dispose();
    }
}
