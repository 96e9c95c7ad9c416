using System.Text;
using System.Text.RegularExpressions;
using McpContextBrowser.Core.Chunking;
using McpContextBrowser.Core.Search;
using McpContextBrowser.Evaluation;

namespace McpContextBrowser.ModelBuilder.Pairs;

/// <summary>Finds pairs in one file of code, by the lines and definitions that the product's own chunker finds.</summary>
internal static partial class CodePairs
{
    private const int MostLetters = 2_000; // of a document: the largest chunk
    private const int MostWords = 60; // of a query
    private const int LeastWords = 3;
    private const int LinesAfterComment = 12;
    private const int LinesOfSpokenTest = 15;
    private const int LeastBodyLines = 3;

    [GeneratedRegex("""^\s*(?:it|test|specify|describe|context|should|scenario|TEST_CASE|SECTION)\b[^"'`]{0,12}(?:"([^"]{8,})"|'([^']{8,})'|`([^`]{8,})`)""", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex SpokenTest();

    [GeneratedRegex("""[A-Z]?[a-z]+|[A-Z]+|[0-9]+""", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NameWord();

    public static IEnumerable<Pair> In(SourceText source)
    {
        var isTest = (PathRules.Of(source.Path) & PathClasses.Test) != 0;
        var spent = new bool[source.LineCount + 2]; // comments that documented something
        var pairs = new List<Pair>();
        for (var i = 0; i < source.Scanned.Definitions.Length; i++)
        {
            OfDefinition(source, i, isTest, spent, pairs);
        }

        if (isTest)
        {
            OfSpokenTests(source, pairs);
        }

        OfModule(source, spent, pairs);
        OfComments(source, spent, pairs);
        return pairs;
    }

    private static void OfDefinition(SourceText source, int index, bool isTest, bool[] spent, List<Pair> pairs)
    {
        var definition = source.Scanned.Definitions[index];
        var kind = definition.Kind;
        if (kind is < DefinitionKind.Class or > DefinitionKind.Macro)
        {
            return;
        }

        var comment = DocComment.Of(source, definition.Line);
        if (comment is not null)
        {
            Array.Fill(spent, true, comment.Start, comment.End - comment.Start + 1);
        }

        var isFunction = kind is DefinitionKind.Function or DefinitionKind.Method or DefinitionKind.Macro;
        var body = Body(source, index, comment, whole: !isFunction);
        if (body.Count(c => c == '\n') < LeastBodyLines - 1)
        {
            return;
        }

        var documented = false;
        if (comment is not null && DocComment.Words(source, comment, LeastWords) is var words && Prose(words, definition.Name) is { } text)
        {
            documented = true;
            pairs.Add(new(PairKind.DocComment, source.Language, source.Path.Value, text, body));
        }

        if (!isFunction || body.Count(c => c == '\n') < LeastBodyLines)
        {
            return;
        }

        var parts = NameWord().Count(definition.Name);
        if (isTest ? parts >= LeastWords + 1 : parts >= 2 && !documented)
        {
            var name = isTest ? TestWords(definition.Name) : definition.Name;
            pairs.Add(new(isTest ? PairKind.TestName : PairKind.Name, source.Language, source.Path.Value, name, Masked(body, definition.Name)));
        }
    }

    private static void OfSpokenTests(SourceText source, List<Pair> pairs)
    {
        for (var line = 1; line < source.LineCount; line++)
        {
            if (SpokenTest().Match(source.Line(line)) is { Success: true } spoken)
            {
                var name = spoken.Groups[1].Value + spoken.Groups[2].Value + spoken.Groups[3].Value;
                var body = Lines(source, line + 1, Math.Min(source.LineCount, line + LinesOfSpokenTest), null);
                if (name.Split(' ').Length >= LeastWords && body.Length > 0)
                {
                    pairs.Add(new(PairKind.TestName, source.Language, source.Path.Value, name, body));
                }
            }
        }
    }

    /// <summary>The first comment of a file that documents no definition, when it stands before the code.</summary>
    private static void OfModule(SourceText source, bool[] spent, List<Pair> pairs)
    {
        var lines = source.Scanned.Lines;
        var line = 1;
        while (line <= lines.Length && lines[line - 1] is LineClass.Blank or LineClass.Licence)
        {
            line++;
        }

        var end = line;
        while (end <= lines.Length && lines[end - 1] == LineClass.Comment)
        {
            end++;
        }

        if (end == line || spent[line])
        {
            return;
        }

        Array.Fill(spent, true, line, end - line);
        var heads = new StringBuilder();
        foreach (var definition in source.Scanned.Definitions)
        {
            var head = source.Line(definition.Line).Trim();
            if (heads.Length + head.Length < MostLetters)
            {
                heads.Append(head).Append('\n');
            }
        }

        if (heads.Length > 0 && Prose(DocComment.Words(source, new(source.Path.Value, line, end - 1), LeastWords), "") is { } text)
        {
            pairs.Add(new(PairKind.ModuleDoc, source.Language, source.Path.Value, text, heads.ToString()));
        }
    }

    private static void OfComments(SourceText source, bool[] spent, List<Pair> pairs)
    {
        var lines = source.Scanned.Lines;
        for (var line = 1; line <= lines.Length; line++)
        {
            if (lines[line - 1] != LineClass.Comment)
            {
                continue;
            }

            var end = line;
            while (end < lines.Length && lines[end] == LineClass.Comment)
            {
                end++;
            }

            if (!spent[line] && end < lines.Length && lines[end] == LineClass.Code
                && Prose(DocComment.Words(source, new(source.Path.Value, line, end), LeastWords), "") is { } text && !IsCode(text))
            {
                var next = Lines(source, end + 1, Math.Min(source.LineCount, end + LinesAfterComment), null);
                if (next.Count(c => c == '\n') >= LeastBodyLines)
                {
                    pairs.Add(new(PairKind.InlineComment, source.Language, source.Path.Value, text, next));
                }
            }

            line = end;
        }
    }

    /// <summary>The lines of a definition up to the next one that is not inside it, without its documentation and without the comments of the next.</summary>
    /// <param name="whole">Keep the definitions inside.</param>
    private static string Body(SourceText source, int index, HiddenLines? comment, bool whole)
    {
        var definitions = source.Scanned.Definitions;
        var inside = new HashSet<string>(StringComparer.Ordinal) { definitions[index].Name };
        var next = index + 1;
        while (next < definitions.Length && definitions[next].Enclosing is { } enclosing && inside.Contains(enclosing))
        {
            if (whole || definitions[next].Kind is DefinitionKind.Function or DefinitionKind.Method or DefinitionKind.Class)
            {
                inside.Add(definitions[next].Name);
            }

            next++;
        }

        var first = definitions[index].Line;
        var last = next < definitions.Length ? Math.Max(first, definitions[next].Line - 1) : source.LineCount;
        while (last > first && (source.Scanned.Lines[last - 1] is LineClass.Blank or LineClass.Comment || source.Line(last).TrimStart() is ['@' or '[', ..] or ['#', '[', ..]))
        {
            last--;
        }

        return Lines(source, first, last, comment);
    }

    private static string Lines(SourceText source, int first, int last, HiddenLines? without)
    {
        var text = new StringBuilder();
        for (var line = first; line <= last && text.Length < MostLetters; line++)
        {
            if (without is null || line < without.Start || line > without.End)
            {
                text.Append(source.Line(line)).Append('\n');
            }
        }

        return text.Length > MostLetters ? text.ToString(0, MostLetters) : text.ToString();
    }

    /// <returns>Null for what is too short to ask, or not in letters.</returns>
    private static string? Prose(List<string> words, string name)
    {
        var first = words.Count > 0 && name.Length > 0 && words[0].Trim('`', '(', ')', ':') == name ? 1 : 0; // Go's comments begin with the name
        var kept = words.Skip(first).Take(MostWords).ToList();
        return kept.Count(word => word.Count(char.IsAsciiLetter) >= 2) >= LeastWords ? string.Join(' ', kept) : null;
    }

    /// <summary>Code that was commented out, and lines drawn with signs.</summary>
    private static bool IsCode(string text)
    {
        var letters = text.Count(c => char.IsAsciiLetter(c) || c == ' ');
        return letters < text.Length * 0.8 || text[^1] is ';' or '{' or '}' or ')' or ',';
    }

    private static string TestWords(string name) =>
        name.StartsWith("test", StringComparison.OrdinalIgnoreCase) && name.Length > 5 && !char.IsAsciiLetterLower(name[4]) ? name[4..].TrimStart('_') : name;

    /// <summary>Takes a name out of a text, wherever it stands as a whole word.</summary>
    private static string Masked(string text, string name)
    {
        var masked = new StringBuilder(text.Length);
        var from = 0;
        for (var at = text.IndexOf(name, StringComparison.Ordinal); at >= 0; at = text.IndexOf(name, at + name.Length, StringComparison.Ordinal))
        {
            if ((at == 0 || !IsNamePart(text[at - 1])) && (at + name.Length == text.Length || !IsNamePart(text[at + name.Length])))
            {
                masked.Append(text, from, at - from).Append('_');
                from = at + name.Length;
            }
        }

        return masked.Append(text, from, text.Length - from).ToString();
    }

    private static bool IsNamePart(char c) => char.IsLetterOrDigit(c) || c == '_';
}
