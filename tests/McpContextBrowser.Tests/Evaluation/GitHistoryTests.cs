using System.Text;
using McpContextBrowser.Evaluation;
using McpContextBrowser.Tests.EndToEnd;

namespace McpContextBrowser.Tests.Evaluation;

[TestFixture]
public sealed class GitHistoryTests
{
    private static readonly Dictionary<string, string> Variables = new() { ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "" };

    [Test]
    public async Task Commits_come_newest_first_with_message_files_and_contents()
    {
        using var repository = await TestRepository.InitAsync();
        repository.Write("a.c", "int one;\n");
        await repository.CommitAsync("first");
        repository.Write("dir/b c.c", "int two;\n");
        repository.Write("a.c", "int one;\nint three;\n");
        var second = await repository.CommitAsync("second\n\nwith a body");
        File.Delete(repository.Join("a.c"));
        var third = await repository.CommitAsync("third");
        await using var history = Open(repository);
        var commits = await ReadAsync(history);
        Assert.Multiple(() =>
        {
            Assert.That(commits.Select(commit => commit.Id), Is.EqualTo(new[] { third, second }), "the first has no parent");
            Assert.That(commits[1].Message, Is.EqualTo("second\n\nwith a body\n"));
            Assert.That(commits[1].Changes.Select(change => change.Path), Is.EqualTo(new[] { "a.c", "dir/b c.c" }));
            Assert.That(commits[0].Changes.Single().Blob, Does.Match("^0+$"));
        });
        Assert.That(Encoding.UTF8.GetString((await history.ReadAsync(commits[1].Changes[1].Blob, default))!), Is.EqualTo("int two;\n"));
        Assert.That(await history.ReadAsync(new string('1', 40), default), Is.Null, "what is not there");
        Assert.That(await history.DiffAsync(second, "a.c", default), Does.Contain("+int three;"));
    }

    [Test]
    public async Task Nothing_that_a_hostile_configuration_names_is_ever_started()
    {
        using var repository = await TestRepository.InitAsync();
        var marker = repository.Join("..", Path.GetFileName(repository.Root) + ".started");
        repository.Write("a.c", "int one;\n");
        await repository.CommitAsync("first");
        repository.Write("a.c", "int one;\nint two;\n");
        repository.Write(".gitattributes", "* diff=evil filter=evil\n");
        await repository.CommitAsync("second change of the file");
        var evil = repository.Write("evil.sh", $"#!/bin/sh\necho \"$0\" >> '{marker}'\ncat\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(evil, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            File.Copy(evil, repository.Join("git")); // beside the sources, for a search path that means the current folder
        }

        File.AppendAllText(repository.Join(".git", "config"), $"""
            [core]
                fsmonitor = {evil}
                pager = {evil}
                sshCommand = {evil}
                hooksPath = {repository.Root}
                gitProxy = {evil}
                alternateRefsCommand = {evil}
            [log]
                showSignature = true
            [gpg]
                program = {evil}
            [diff]
                external = {evil}
            [diff "evil"]
                textconv = {evil}
                command = {evil}
            [filter "evil"]
                smudge = {evil}
                clean = {evil}
            [alias]
                log = !{evil}
                rev-list = !{evil}
            [credential]
                helper = {evil}
            [include]
                path = {repository.Join("more")}

            """);
        try
        {
            var variables = new Dictionary<string, string>
            {
                ["PATH"] = string.Join(Path.PathSeparator, ".", "", repository.Root, Variables["PATH"]),
                ["GIT_DIR"] = repository.Join(".git"),
                ["GIT_EXTERNAL_DIFF"] = evil,
                ["GIT_SSH_COMMAND"] = evil,
                ["GIT_PAGER"] = evil,
                ["GIT_CONFIG_COUNT"] = "1",
                ["GIT_CONFIG_KEY_0"] = "core.fsmonitor",
                ["GIT_CONFIG_VALUE_0"] = evil,
            };
            await using (var history = GitHistory.TryOpen(repository.Found, variables, out var why) ?? throw new AssertionException(why))
            {
                var commit = (await ReadAsync(history)).Single();
                Assert.That(await history.DiffAsync(commit.Id, "a.c", default), Does.Contain("+int two;"));
            }

            Assert.That(File.Exists(marker), Is.False, () => File.ReadAllText(marker));

            // The same commands on the repository itself do start it, so that the proof above can fail.
            await Programs.RunAsync(repository.Root, new Dictionary<string, string?>(), "git", "log", "-p", "--textconv", "--ext-diff");
            await Programs.RunAsync(repository.Root, new Dictionary<string, string?>(), "git", "status");
            Assert.That(File.Exists(marker), Is.True.Or.EqualTo(!OperatingSystem.IsWindows()), "the trap works");
        }
        finally
        {
            File.Delete(marker);
        }
    }

    [Test]
    public async Task A_branch_in_packed_refs_is_found()
    {
        using var repository = await TwoCommitsAsync();
        await repository.GitAsync("pack-refs", "--all");
        Assert.That(File.Exists(repository.Join(".git", "refs", "heads", "main")), Is.False);
        await using var history = Open(repository);
        Assert.That(await ReadAsync(history), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_detached_head_and_a_linked_work_tree_are_read()
    {
        using var repository = await TwoCommitsAsync();
        await repository.GitAsync("worktree", "add", "--quiet", "--detach", "linked");
        await using var history = GitHistory.TryOpen(Core.Files.RepositoryRoot.At(repository.Join("linked"))!, Variables, out _)!;
        Assert.That(await ReadAsync(history), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_shallow_clone_has_the_history_it_has()
    {
        using var repository = await TwoCommitsAsync();
        repository.Write("a.c", "int three;\n");
        await repository.CommitAsync("third");
        await repository.GitAsync("clone", "--quiet", "--depth=2", new Uri(repository.Root).AbsoluteUri, "clone");
        await using var history = GitHistory.TryOpen(Core.Files.RepositoryRoot.At(repository.Join("clone"))!, Variables, out _)!;
        Assert.That((await ReadAsync(history)).Select(commit => commit.Message), Is.EqualTo(new[] { "third\n" }));
    }

    [Test]
    public async Task A_repository_with_long_names_is_read()
    {
        using var repository = await TwoCommitsAsync("--object-format=sha256");
        await using var history = Open(repository);
        Assert.That((await ReadAsync(history)).Single().Id, Has.Length.EqualTo(64));
    }

    [Test]
    public async Task A_repository_without_a_commit_says_so()
    {
        using var repository = await TestRepository.InitAsync();
        Assert.That(GitHistory.TryOpen(repository.Found, Variables, out var why), Is.Null);
        Assert.That(why, Does.Contain("no commit"));
    }

    [Test]
    public async Task Without_git_on_an_absolute_search_path_there_is_no_history()
    {
        using var repository = await TwoCommitsAsync();
        Assert.That(GitHistory.TryOpen(repository.Found, new Dictionary<string, string> { ["PATH"] = "." }, out var why), Is.Null);
        Assert.That(why, Does.Contain("not installed"));
    }

    private static async Task<TestRepository> TwoCommitsAsync(params string[] options)
    {
        var repository = await TestRepository.InitAsync(options);
        repository.Write("a.c", "int one;\n");
        await repository.CommitAsync("first");
        repository.Write("a.c", "int two;\n");
        await repository.CommitAsync("second");
        return repository;
    }

    private static GitHistory Open(TestRepository repository) =>
        GitHistory.TryOpen(repository.Found, Variables, out var why) ?? throw new AssertionException(why);

    private static async Task<List<PastCommit>> ReadAsync(GitHistory history)
    {
        var commits = new List<PastCommit>();
        await foreach (var commit in history.CommitsAsync(default))
        {
            commits.Add(commit);
        }

        return commits;
    }
}
