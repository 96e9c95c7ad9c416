using System.Text.RegularExpressions;
using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Evaluation;

/// <summary>Questions from the repository's history: a commit's message asks, the files and functions that it changed answer.</summary>
/// <remarks>Only what is still there can be found: files by their path, functions by their name in that file.</remarks>
internal static partial class CommitGoldens
{
    public const string Kind = "commit";

    private const int MostFiles = 5; // a commit that changes more is about something else than any of them
    private const int LeastWords = 4;
    private const int MostWords = 200;

    [GeneratedRegex("""https?://\S+|\(?#\d+\)?|\b[0-9a-f]{7,64}\b""", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex References();

    [GeneratedRegex("""^[A-Z][A-Za-z]*(?:-[A-Za-z]+)+:\s|^(?:Fixes|Closes|Refs|Resolves|PiperOrigin-RevId|BUG)\b.*$""", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Trailers();

    [GeneratedRegex("""^(?:merge|bump|revert|release|wip|update dependency|chore\(deps)\b""", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Routine();

    /// <param name="tree">Today's.</param>
    /// <param name="history">Of the repository around it.</param>
    /// <param name="below">Path of the tree inside the repository.</param>
    /// <param name="most">How many, newest first.</param>
    /// <param name="cancellationToken">Stops git.</param>
    public static async Task<IReadOnlyList<GoldenQuestion>> InAsync(SourceTree tree, GitHistory history, RelativePath below, int most, CancellationToken cancellationToken)
    {
        var present = tree.Code.ToHashSet();
        var known = tree.Paths.ToHashSet();
        var found = new List<GoldenQuestion>();
        await foreach (var commit in history.CommitsAsync(cancellationToken))
        {
            var changed = commit.Changes.Select(change => (Change: change, Path: Below(change.Path, below))).ToList();
            var wanted = changed.Where(file => file.Path is { } path && present.Contains(path)).ToList();
            // What is gone today cannot be found; a commit that was mostly about it asks an unfair question.
            var gone = changed.Count(file => file.Path is not { } path || !known.Contains(path));
            if (wanted.Count is < 1 or > MostFiles || gone > 0 || Question(commit.Message) is not { } text)
            {
                continue;
            }

            var targets = new List<GoldenTarget>();
            foreach (var (change, path) in wanted)
            {
                targets.AddRange(await TargetsAsync(tree, history, commit.Id, change, path!.Value, cancellationToken));
            }

            found.Add(new() { Id = $"commit:{commit.Id[..12]}", Kind = Kind, Text = text, Targets = targets });
            if (found.Count == most)
            {
                break;
            }
        }

        return found;
    }

    /// <summary>The functions that a commit touched in one file and that are still there; the file when there are none.</summary>
    private static async Task<IEnumerable<GoldenTarget>> TargetsAsync(
        SourceTree tree, GitHistory history, string commit, PastChange change, RelativePath path, CancellationToken cancellationToken)
    {
        var before = await history.ReadAsync(change.Blob, cancellationToken);
        if (before is null || tree.Scan(path, before) is not { } then || tree.Read(path) is not { } now)
        {
            return [new(path.Value)];
        }

        var lines = new HashSet<int>();
        foreach (var added in AddedLines.Of(await history.DiffAsync(commit, change.Path, cancellationToken)))
        {
            var behind = added.Line + added.Text.AsSpan().Count('\n');
            foreach (var (index, definition) in then.Scanned.Definitions.Index())
            {
                var next = index + 1 < then.Scanned.Definitions.Length ? then.Scanned.Definitions[index + 1].Line : int.MaxValue;
                if (definition.Line < behind && next > added.Line && now.LineOf(definition.Name) is { } line)
                {
                    lines.Add(line);
                }
            }
        }

        return lines.Count == 0 ? [new(path.Value)] : lines.Order().Select(line => new GoldenTarget(path.Value, line));
    }

    private static RelativePath? Below(string path, RelativePath folder) =>
        RelativePath.TryParse(path, out var whole) && whole.IsWithin(folder) && whole != folder
            ? folder.IsRoot ? whole : RelativePath.FromNormalised(whole.Value[(folder.Value.Length + 1)..])
            : null;

    private static string? Question(string message)
    {
        if (Routine().IsMatch(message))
        {
            return null;
        }

        var lines = message.ReplaceLineEndings("\n").Split('\n').Where(line => !Trailers().IsMatch(line)).Select(line => References().Replace(line, "").Trim()).Where(line => line.Length > 0);
        var text = string.Join('\n', lines);
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Length < LeastWords ? null : words.Length <= MostWords ? text : string.Join(' ', words.Take(MostWords));
    }
}
