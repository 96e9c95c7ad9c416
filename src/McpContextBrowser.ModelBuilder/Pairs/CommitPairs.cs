using System.Text.RegularExpressions;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Search;
using McpContextBrowser.ModelBuilder.Repositories;

namespace McpContextBrowser.ModelBuilder.Pairs;

/// <summary>Makes pairs of a commit: its subject and the lines it changed in each of the first files of code.</summary>
internal static partial class CommitPairs
{
    private const int MostFiles = 2;
    private const int MostLetters = 2_000;
    private const int LeastLetters = 80;
    private const int LeastWords = 4;

    [GeneratedRegex("""https?://\S+|\(?#\d+\)?|\[[^\]]{1,40}\]|\b[0-9a-f]{7,64}\b""", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex References();

    [GeneratedRegex("""^(?:merge|bump|revert|release|wip|update dependency|chore|prepare|version|typo|fix typo|format|lint)\b""", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Routine();

    public static IEnumerable<Pair> In(SnapshotCommit commit)
    {
        var subject = References().Replace(commit.Subject, " ").Trim();
        if (Routine().IsMatch(subject) || subject.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length < LeastWords)
        {
            yield break;
        }

        var taken = 0;
        foreach (var (name, lines) in commit.Hunks)
        {
            if (taken == MostFiles)
            {
                yield break;
            }

            if (lines.Length >= LeastLetters && RelativePath.TryParse(name, out var path) && LanguageTable.ForPath(path) is var language && LanguageTable.IsCode(language)
                && (PathRules.Of(path) & (PathClasses.Test | PathClasses.Vendored)) == 0)
            {
                taken++;
                yield return new(PairKind.Commit, language, path.Value, subject, lines.Length > MostLetters ? lines[..MostLetters] : lines);
            }
        }
    }
}
