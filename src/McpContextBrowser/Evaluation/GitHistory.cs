using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Files;

namespace McpContextBrowser.Evaluation;

/// <summary>The history of a repository that is not trusted. See <see cref="GitProgram"/> for how git is started.</summary>
internal sealed class GitHistory : IAsyncDisposable
{
    private const int MostCommits = 5_000;
    private const int MostBytes = 1 << 20; // of a message or a file

    private readonly string _head;
    private readonly BorrowedObjects _borrowed;
    private readonly GitObjects _objects;

    private GitHistory(string head, BorrowedObjects borrowed)
    {
        (_head, _borrowed) = (head, borrowed);
        _objects = new GitObjects(borrowed.Git);
    }

    /// <param name="repository">Found by reading.</param>
    /// <param name="variables">Of the environment; PATH says where git is.</param>
    /// <param name="why">The reason when there is no history to read.</param>
    /// <returns>Null when there is none, or no git.</returns>
    public static GitHistory? TryOpen(RepositoryRoot repository, IReadOnlyDictionary<string, string> variables, out string why)
    {
        if (GitHead.Of(repository) is not { } head)
        {
            why = "the repository has no commit that can be read";
            return null;
        }

        return BorrowedObjects.TryOpen(repository, head.Length == 64, variables, out why) is { } borrowed ? new(head, borrowed) : null;
    }

    /// <summary>Commits with one parent, newest first.</summary>
    /// <exception cref="CtxbException">git cannot read them.</exception>
    public async IAsyncEnumerable<PastCommit> CommitsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var ids = (await TextAsync(["rev-list", "--no-merges", "--min-parents=1", string.Create(CultureInfo.InvariantCulture, $"--max-count={MostCommits}"), _head], cancellationToken))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var chunk in ids.Chunk(100))
        {
            foreach (var (id, changes) in await ChangesAsync(chunk, cancellationToken))
            {
                if (await _objects.ReadAsync(id, MostBytes, cancellationToken) is { } bytes)
                {
                    yield return new(id, MessageOf(bytes), changes);
                }
            }
        }
    }

    /// <summary>A content by its name.</summary>
    /// <returns>Null when the clone lacks it or it is larger than a megabyte.</returns>
    public ValueTask<byte[]?> ReadAsync(string blob, CancellationToken cancellationToken) => _objects.ReadAsync(blob, MostBytes, cancellationToken);

    /// <summary>What a commit did to one file, as a unified diff without context.</summary>
    public Task<string> DiffAsync(string commit, string path, CancellationToken cancellationToken) =>
        TextAsync(["diff-tree", "-p", "-U0", "-r", "--no-commit-id", "--no-renames", "--no-ext-diff", "--no-textconv", "--no-color", commit, "--", path], cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _objects.DisposeAsync();
        _borrowed.Dispose();
    }

    /// <summary>Files of each commit. Names and ids are separated by NUL, so no name can be taken for anything else.</summary>
    private async Task<List<(string Commit, List<PastChange> Changes)>> ChangesAsync(string[] commits, CancellationToken cancellationToken)
    {
        var text = await TextAsync(["diff-tree", "--stdin", "-r", "-z", "--raw", "--no-abbrev", "--no-renames"], cancellationToken, string.Join('\n', commits) + "\n");
        var found = new List<(string, List<PastChange>)>();
        var parts = text.Split('\0');
        for (var i = 0; i + 1 < parts.Length; i++)
        {
            if (parts[i].StartsWith(':'))
            {
                // :mode mode blob blob status, then the path
                found[^1].Item2.Add(new(parts[i + 1], parts[i].Split(' ')[3]));
                i++;
            }
            else
            {
                found.Add((parts[i].Trim('\n'), []));
            }
        }

        return found;
    }

    private async Task<string> TextAsync(string[] words, CancellationToken cancellationToken, string input = "")
    {
        using var process = _borrowed.Git.Start(words);
        using var stop = cancellationToken.Register(() => End(process));
        var (output, messages) = (process.StandardOutput.ReadToEndAsync(CancellationToken.None), process.StandardError.ReadToEndAsync(CancellationToken.None));
        await process.StandardInput.WriteAsync(input.AsMemory(), CancellationToken.None);
        process.StandardInput.Close();
        await process.WaitForExitAsync(CancellationToken.None);
        var text = await output;
        cancellationToken.ThrowIfCancellationRequested();
        return process.ExitCode == 0
            ? text
            : throw new CtxbException(ErrorCodes.ArgumentInvalid, $"git cannot read the history: {(await messages).Split('\n')[0]}", "Leave commits out: --from doc,test");
    }

    internal static void End(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // it has ended by itself
        }
    }

    /// <summary>A commit is a head of lines, an empty line and the message.</summary>
    private static string MessageOf(byte[] commit)
    {
        var at = commit.AsSpan().IndexOf("\n\n"u8);
        return at < 0 ? "" : Encoding.UTF8.GetString(commit.AsSpan(at + 2));
    }
}
