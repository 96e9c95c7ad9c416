using System.Text.RegularExpressions;
using McpContextBrowser.Core.Chunking;

namespace McpContextBrowser.Evaluation;

/// <summary>Comments as prose: where a definition's documentation stands, and what it says without the marks of its language.</summary>
internal static partial class DocComment
{
    private const int MostDecorators = 3;
    private const int MostHeadLines = 20; // of a definition whose parameters stand on lines of their own

    [GeneratedRegex("""^\s*(?:/\*+!?|\*+/|\*+|//+[!<]?|#+|--+\[*|;+|%+|"{3}|'{3})\s?|\s*(?:\*+/|"{3}|'{3})\s*$""", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Marks();

    [GeneratedRegex("""<(?:see|paramref|typeparamref)\s+\w+="(?:\w:)?([^"]*)"\s*/?>|\{@\w+\s+([^}]*)\}""", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex References();

    [GeneratedRegex("""</?[A-Za-z][^<>]*>""", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Tags();

    // Where a comment begins to list parameters, results and errors.
    [GeneratedRegex("""^\s*(?:[@\\:][A-Za-z]+|<(?:param|returns|value|remarks|exception|typeparam|example)\b|(?:Args|Arguments|Parameters|Returns|Raises|Yields|Example|Examples|Note|Panics|Errors|Safety)\b:?\s*$)""", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Sections();

    /// <summary>The comment above a definition and its decorators, or a docstring below its head.</summary>
    /// <param name="source">Scanned.</param>
    /// <param name="line">1-based line of the definition's name.</param>
    public static HiddenLines? Of(SourceText source, int line)
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

        if (source.Language != "python")
        {
            return null;
        }

        var head = line;
        while (head < lines.Length && head < line + MostHeadLines && !source.Line(head).TrimEnd().EndsWith(':'))
        {
            head++;
        }

        var end = head;
        while (end < lines.Length && lines[end] == LineClass.Comment)
        {
            end++;
        }

        return end > head ? new(source.Path.Value, head + 1, end) : null;
    }

    /// <summary>The words of a comment up to its first list of parameters and the like, or to the end of the paragraph that makes them enough.</summary>
    /// <param name="source">Scanned.</param>
    /// <param name="comment">Lines of it.</param>
    /// <param name="enough">A paragraph's end ends the reading from this many words on.</param>
    public static List<string> Words(SourceText source, HiddenLines comment, int enough)
    {
        var words = new List<string>();
        for (var line = comment.Start; line <= comment.End; line++)
        {
            var bare = Marks().Replace(source.Line(line), "");
            if (Sections().IsMatch(bare) || (bare.Trim().Length == 0 && words.Count >= enough))
            {
                break;
            }

            words.AddRange(Tags().Replace(References().Replace(bare, "$1$2"), "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        }

        return words;
    }
}
