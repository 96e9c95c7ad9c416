using McpContextBrowser.Core.Files;

namespace McpContextBrowser.Evaluation;

/// <summary>
/// An empty bare repository of ours, in an owner-only temporary folder, that borrows the objects of one that is not trusted. The only
/// place in this tool where git is made ready to start; see <see cref="GitProgram"/> for how.
/// </summary>
internal sealed class BorrowedObjects : IDisposable
{
    private readonly string _folder;

    private BorrowedObjects(string folder, GitProgram git) => (_folder, Git) = (folder, git);

    /// <summary>Works on the borrowed objects.</summary>
    public GitProgram Git { get; }

    /// <param name="repository">Found by reading.</param>
    /// <param name="sha256">Its names have 64 digits, not 40.</param>
    /// <param name="variables">Of the environment; PATH says where git is.</param>
    /// <param name="why">The reason when the objects cannot be borrowed.</param>
    /// <returns>Null when there is no git, or the repository cannot be named to it.</returns>
    public static BorrowedObjects? TryOpen(RepositoryRoot repository, bool sha256, IReadOnlyDictionary<string, string> variables, out string why)
    {
        why = "";
        var objects = Path.Join(repository.CommonDirectory, "objects");
        if (GitProgram.Find(variables.GetValueOrDefault("PATH"), repository.WorkTree) is not { } program)
        {
            why = "git is not installed";
            return null;
        }

        if (objects.Contains('\n', StringComparison.Ordinal))
        {
            why = "the repository's path holds a line end";
            return null;
        }

        var folder = Directory.CreateTempSubdirectory("ctxb-history-").FullName; // owner only
        Prepare(folder, objects, sha256, GitHead.Shallow(repository));
        return new(folder, new GitProgram(program, folder, variables));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Prepare(string folder, string objects, bool sha256, IReadOnlyList<string> shallow)
    {
        Directory.CreateDirectory(Path.Join(folder, "objects", "info"));
        Directory.CreateDirectory(Path.Join(folder, "refs"));
        File.WriteAllText(Path.Join(folder, "HEAD"), "ref: refs/heads/none\n");
        File.WriteAllText(Path.Join(folder, "empty"), "");
        File.WriteAllText(
            Path.Join(folder, "config"),
            $"[core]\n\trepositoryformatversion = {(sha256 ? 1 : 0)}\n\tbare = true\n\tcommitGraph = false\n{(sha256 ? "[extensions]\n\tobjectformat = sha256\n" : "")}");
        File.WriteAllText(Path.Join(folder, "objects", "info", "alternates"), objects + "\n");
        if (shallow.Count > 0)
        {
            File.WriteAllText(Path.Join(folder, "shallow"), string.Join('\n', shallow) + "\n");
        }
    }
}
