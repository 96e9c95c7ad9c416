using System.Text.RegularExpressions;
using McpContextBrowser.Core.Chunking;

namespace McpContextBrowser.Evaluation;

/// <summary>
/// Questions from the comments that document a definition: the first sentences ask, the definition answers, and the comment is
/// hidden from the search.
/// </summary>
internal static partial class DocGoldens
{
    public const string Kind = "doc";

    private const int LeastWords = 5;
    private const int MostWords = 40;
    private const int MostDecorators = 3;

    [GeneratedRegex("""^\s*(?:/\*+!?|\*+/|\*+|//+[!<]?|#+|--+\[*|;+|%+|"{3}|'{3})\s?|\s*(?:\*+/|"{3}|'{3})\s*$""", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Marks();

    [GeneratedRegex("""<(?:see|paramref|typeparamref)\s+\w+="(?:\w:)?([^"]*)"\s*/?>|\{@\w+\s+([^}]*)\}""", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex References();

    [GeneratedRegex("""</?[A-Za-z][^<>]*>""", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Tags();

    // Where a comment begins to list parameters, results and errors.
    [GeneratedRegex("""^\s*(?:[@\\:][A-Za-z]+|<(?:param|returns|value|remarks|exception|typeparam|example)\b|(?:Args|Arguments|Parameters|Returns|Raises|Yields|Example|Examples|Note|Panics|Errors|Safety)\b:?\s*$)""", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Sections();

    public static IEnumerable<GoldenQuestion> In(SourceTree tree, CancellationToken cancellationToken)
    {
        foreach (var path in tree.Code)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (tree.Read(path) is not { } source)
            {
                continue;
            }

            foreach (var definition in source.Scanned.Definitions)
            {
                if (IsDocumented(definition.Kind) && CommentOf(source, definition.Line) is { } comment && Question(source, comment, definition.Name) is { } text)
                {
                    yield return new()
                    {
                        Id = $"doc:{path}#{definition.Name}:{definition.Line}",
                        Kind = Kind,
                        Text = text,
                        Targets = [new(path.Value, definition.Line)],
                        Hidden = comment,
                    };
                }
            }
        }
    }

    private static bool IsDocumented(DefinitionKind kind) => kind is >= DefinitionKind.Class and <= DefinitionKind.Macro;

    /// <summary>The comment above a definition and its decorators, or a docstring below its head.</summary>
    private static HiddenLines? CommentOf(SourceText source, int line)
    {
        var lines = source.Scanned.Lines;
        var last = line - 1;
        for (var decorators = 0; decorators < MostDecorators && last >= 1 && source.Line(last).TrimStart() is ['@' or '[', ..] or "#[" or ['#', '[', ..]; decorators++)
        {
            last--;
        }

        var first = last;
        // In Python a text above a definition may be the docstring of what is around it.
        while (first >= 1 && lines[first - 1] == LineClass.Comment && (source.Language != "python" || source.Line(first).TrimStart() is ['#', ..]))
        {
            first--;
        }

        if (first < last)
        {
            return new(source.Path.Value, first + 1, last);
        }

        var end = line;
        while (source.Language == "python" && end < lines.Length && lines[end] == LineClass.Comment)
        {
            end++;
        }

        return end > line ? new(source.Path.Value, line + 1, end) : null;
    }

    private static string? Question(SourceText source, HiddenLines comment, string name)
    {
        var words = new List<string>();
        for (var line = comment.Start; line <= comment.End; line++)
        {
            var bare = Marks().Replace(source.Line(line), "");
            if (Sections().IsMatch(bare) || (bare.Trim().Length == 0 && words.Count >= LeastWords))
            {
                break;
            }

            words.AddRange(Tags().Replace(References().Replace(bare, "$1$2"), "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        }

        if (words.Count > 0 && words[0].Trim('`', '(', ')', ':') == name)
        {
            words.RemoveAt(0); // Go's comments begin with the name
        }

        // A comment that names what it documents asks for a name, not for a meaning.
        return words.Count(word => word.Any(char.IsLetter)) >= LeastWords && words.All(word => !word.Contains(name, StringComparison.OrdinalIgnoreCase))
            ? string.Join(' ', words.Take(MostWords))
            : null;
    }
}
