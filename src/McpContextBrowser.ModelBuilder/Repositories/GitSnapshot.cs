using System.Globalization;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Evaluation;

namespace McpContextBrowser.ModelBuilder.Repositories;

/// <summary>
/// The tree of one commit and the history before it, read from git's objects in the safe form: by our own bare repository that
/// borrows them, so that neither configuration nor hooks nor attributes of the other are ever read.
/// </summary>
/// <remarks>One reader at a time.</remarks>
internal sealed class GitSnapshot : IAsyncDisposable
{
    private const int MostTreeBytes = 256 << 20;

    private readonly string _commit;
    private readonly BorrowedObjects _borrowed;
    private readonly GitObjects _objects;

    private GitSnapshot(string commit, BorrowedObjects borrowed)
    {
        (_commit, _borrowed) = (commit, borrowed);
        _objects = new GitObjects(borrowed.Git);
    }

    /// <param name="row">Which repository and commit.</param>
    /// <param name="folder">Holds <c>owner+name</c>: a work tree, a bare repository, or either as its folder <c>repo</c>.</param>
    /// <param name="variables">Of the environment; PATH says where git is.</param>
    /// <exception cref="CtxbException">There is no such repository, no git, or the commit is not in it.</exception>
    public static async Task<GitSnapshot> OpenAsync(RepositoryRow row, string folder, IReadOnlyDictionary<string, string> variables, CancellationToken cancellationToken)
    {
        var at = Path.Join(Path.GetFullPath(folder), row.Name.Replace('/', '+'));
        var repository = Root(Path.Join(at, "repo")) ?? Root(at)
            ?? throw RepositoryList.Refused($"There is no git repository of {row.Name} at {at}.", "Clone it there, with its history.");
        var borrowed = BorrowedObjects.TryOpen(repository, row.Commit.Length == 64, variables, out var why)
            ?? throw RepositoryList.Refused($"{row.Name} cannot be read: {why}.", "Install git, and let PATH name it.");
        var snapshot = new GitSnapshot(row.Commit, borrowed);
        if (await snapshot._objects.ReadAsync(row.Commit, MostTreeBytes, cancellationToken) is null)
        {
            await snapshot.DisposeAsync();
            throw RepositoryList.Refused($"{row.Name} has no commit {row.Commit}.", "Fetch it, or name a commit that is there.");
        }

        return snapshot;
    }

    /// <summary>Regular files of the tree, in git's order.</summary>
    public async Task<IReadOnlyList<SnapshotFile>> FilesAsync(CancellationToken cancellationToken)
    {
        var files = new List<SnapshotFile>();
        using var git = _borrowed.Git.Start("ls-tree", "-r", "-l", "-z", _commit);
        using var stop = cancellationToken.Register(() => GitHistory.End(git));
        var (output, messages) = (git.StandardOutput.ReadToEndAsync(CancellationToken.None), git.StandardError.ReadToEndAsync(CancellationToken.None));
        git.StandardInput.Close();
        await git.WaitForExitAsync(CancellationToken.None);
        var entries = (await output).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        cancellationToken.ThrowIfCancellationRequested();
        if (git.ExitCode != 0)
        {
            throw RepositoryList.Refused($"git cannot read the tree: {(await messages).Split('\n')[0]}", "Fetch the repository again.");
        }

        foreach (var entry in entries)
        {
            var tab = entry.IndexOf('\t', StringComparison.Ordinal);
            if (entry[..tab].Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["100644" or "100755", "blob", var blob, var size]
                && long.TryParse(size, CultureInfo.InvariantCulture, out var bytes)
                && RelativePath.TryParse(entry[(tab + 1)..], out var path))
            {
                files.Add(new(path, blob, bytes));
            }
        }

        return files;
    }

    /// <returns>Null when the copy lacks the content.</returns>
    public ValueTask<byte[]?> ReadAsync(SnapshotFile file, CancellationToken cancellationToken) => _objects.ReadAsync(file.Blob, (int)Math.Min(file.Size, int.MaxValue - 64), cancellationToken);

    /// <summary>Commits with one parent, newest first, with the changed lines of files that they changed; three lines around each change.</summary>
    /// <param name="most">How many commits.</param>
    /// <param name="take">Told of each; false ends the reading.</param>
    public async Task CommitsAsync(int most, Func<SnapshotCommit, bool> take, CancellationToken cancellationToken)
    {
        using var git = _borrowed.Git.Start(
            "log", "--no-merges", string.Create(CultureInfo.InvariantCulture, $"--max-count={most}"), "-p", "-U3", "--no-renames", "--diff-filter=M", "--no-ext-diff",
            "--no-textconv", "--no-color", "--no-show-signature", "--no-notes", "--format=%x00%H%x00%s", _commit);
        var messages = git.StandardError.ReadToEndAsync(CancellationToken.None);
        var reader = new CommitReader(git.StandardOutput);
        try
        {
            while (await reader.NextAsync(cancellationToken) is { } commit && take(commit))
            {
                // the taker has it
            }
        }
        finally
        {
            GitHistory.End(git);
            await git.WaitForExitAsync(CancellationToken.None);
            await messages;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _objects.DisposeAsync();
        _borrowed.Dispose();
    }

    /// <summary>A work tree's git directory, or a bare repository.</summary>
    private static RepositoryRoot? Root(string folder)
    {
        var real = RealPath.Resolve(folder);
        return real is null ? null
            : RepositoryRoot.At(real) is { } found ? found
            : File.Exists(Path.Join(real, "HEAD")) && Directory.Exists(Path.Join(real, "objects")) ? new(real, real, real)
            : null;
    }
}
