using System.Text;
using System.Text.RegularExpressions;
using McpContextBrowser.Core.Chunking;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Evaluation;

/// <summary>
/// Questions from the names of tests: the name's words ask, the file that the test file is named after answers, and the line of
/// the name is hidden from the search.
/// </summary>
internal static partial class TestGoldens
{
    public const string Kind = "test";

    private const int LeastWords = 3;

    [GeneratedRegex("""^\s*(?:it|test|specify)(?:\.\w+)?\(\s*(?:'([^']+)'|"([^"]+)"|`([^`]+)`)""", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Spoken();

    [GeneratedRegex("""^(?:test[_\-]?)|(?:[_.\-]?(?:tests?|spec|it|case|suite))$""", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex TestMark();

    public static IEnumerable<GoldenQuestion> In(SourceTree tree, CancellationToken cancellationToken)
    {
        var subjects = tree.Code.ToLookup(path => Stem(path), StringComparer.OrdinalIgnoreCase);
        foreach (var path in tree.Tests)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (SubjectOf(path, subjects) is not { } subject || tree.Read(path) is not { } source)
            {
                continue;
            }

            foreach (var (name, line) in NamesIn(source))
            {
                if (Words(name) is { } text)
                {
                    yield return new()
                    {
                        Id = $"test:{path}#{name}:{line}",
                        Kind = Kind,
                        Text = text,
                        Targets = [new(subject.Value)],
                        Hidden = new(path.Value, line, line),
                    };
                }
            }
        }
    }

    private static IEnumerable<(string Name, int Line)> NamesIn(SourceText source)
    {
        if (source.Language is "javascript" or "typescript" or "tsx")
        {
            for (var line = 1; line <= source.LineCount; line++)
            {
                if (Spoken().Match(source.Line(line)) is { Success: true } spoken)
                {
                    yield return (spoken.Groups[1].Value + spoken.Groups[2].Value + spoken.Groups[3].Value, line);
                }
            }

            yield break;
        }

        foreach (var definition in source.Scanned.Definitions)
        {
            if (definition.Kind is DefinitionKind.Function or DefinitionKind.Method)
            {
                yield return (definition.Name, definition.Line);
            }
        }
    }

    /// <returns>The words of a name that says what is tested; null for one that is too short to.</returns>
    private static string? Words(string name)
    {
        var spaced = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]) && char.IsLower(name[i - 1]))
            {
                spaced.Append(' ');
            }

            spaced.Append(name[i] == '_' ? ' ' : name[i]);
        }

        var words = spaced.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var first = words.Length > 0 && words[0].Equals("test", StringComparison.OrdinalIgnoreCase) ? 1 : 0;
        return words.Length - first >= LeastWords ? string.Join(' ', words[first..]) : null;
    }

    /// <summary>The one file that the test file is named after; of several the one that shares most folders.</summary>
    private static RelativePath? SubjectOf(RelativePath test, ILookup<string, RelativePath> subjects)
    {
        var stem = Stem(test);
        var bare = TestMark().Replace(stem, "");
        if (bare.Length < 2 || bare == stem)
        {
            return null;
        }

        var extension = Path.GetExtension(test.Value);
        var found = subjects[bare].Where(path => Path.GetExtension(path.Value) == extension)
            .Select(path => (Path: path, Shared: SharedFolders(path, test))).OrderByDescending(candidate => candidate.Shared).Take(2).ToList();
        return found.Count == 1 || (found.Count == 2 && found[0].Shared > found[1].Shared) ? found[0].Path : null;
    }

    private static int SharedFolders(RelativePath a, RelativePath b) =>
        a.Parent.Value.Split('/').Intersect(b.Parent.Value.Split('/'), StringComparer.OrdinalIgnoreCase).Count();

    private static string Stem(RelativePath path) => Path.GetFileNameWithoutExtension(path.Name).ToString();
}
