using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Files;

namespace McpContextBrowser.Evaluation;

/// <summary>Takes questions out of a tree and its history.</summary>
internal static class Questions
{
    public static readonly IReadOnlyList<string> Kinds = [CommitGoldens.Kind, DocGoldens.Kind, TestGoldens.Kind];

    /// <param name="tree">The tree.</param>
    /// <param name="kinds">Some of <see cref="Kinds"/>.</param>
    /// <param name="most">Most questions of each kind.</param>
    /// <param name="variables">Of the environment, to find git.</param>
    /// <param name="notes">Told why a kind gives nothing.</param>
    /// <param name="cancellationToken">Ctrl+C.</param>
    public static async Task<IReadOnlyList<GoldenQuestion>> MineAsync(
        SourceTree tree, IReadOnlyCollection<string> kinds, int most, IReadOnlyDictionary<string, string> variables, Action<string> notes, CancellationToken cancellationToken)
    {
        var found = new List<GoldenQuestion>();
        foreach (var kind in kinds)
        {
            var mined = kind switch
            {
                CommitGoldens.Kind => await FromHistoryAsync(tree, most, variables, notes, cancellationToken),
                DocGoldens.Kind => Sample.Of(DocGoldens.In(tree, cancellationToken), most),
                _ => Sample.Of(TestGoldens.In(tree, cancellationToken), most),
            };
            found.AddRange(mined);
            if (mined.Count == 0)
            {
                notes($"no question of the kind '{kind}' was found.");
            }
        }

        return found;
    }

    private static async Task<IReadOnlyList<GoldenQuestion>> FromHistoryAsync(
        SourceTree tree, int most, IReadOnlyDictionary<string, string> variables, Action<string> notes, CancellationToken cancellationToken)
    {
        if (RepositoryRoot.Find(tree.Root) is not { } repository)
        {
            notes($"{tree.Root} is in no git repository, so there is no history to ask about.");
            return [];
        }

        var below = Path.GetRelativePath(repository.WorkTree, tree.Root).Replace('\\', '/');
        if (GitHistory.TryOpen(repository, variables, out var why) is not { } history)
        {
            notes($"the history cannot be read: {why}.");
            return [];
        }

        await using (history)
        {
            return await CommitGoldens.InAsync(
                tree, history, below == "." ? default : RelativePath.FromNormalised(below), most, cancellationToken);
        }
    }
}
