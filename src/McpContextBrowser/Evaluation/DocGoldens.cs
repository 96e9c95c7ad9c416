using McpContextBrowser.Core.Chunking;

namespace McpContextBrowser.Evaluation;

/// <summary>
/// Questions from the comments that document a definition: the first sentences ask, the definition answers, and the comment is
/// hidden from the search.
/// </summary>
internal static class DocGoldens
{
    public const string Kind = "doc";

    private const int LeastWords = 5;
    private const int MostWords = 40;

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
                if (IsDocumented(definition.Kind) && DocComment.Of(source, definition.Line) is { } comment && Question(source, comment, definition.Name) is { } text)
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

    private static string? Question(SourceText source, HiddenLines comment, string name)
    {
        var words = DocComment.Words(source, comment, LeastWords);
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
