using System.Text.RegularExpressions;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Search;

/// <summary>What must occur in a text: characters as they are, or a regular expression that takes linear time.</summary>
internal sealed class TextPattern
{
    private const int MostLines = 100;
    private const int LongestExpression = 1000;

    private readonly string _literal;
    private readonly Regex? _expression;
    private readonly bool _isName;

    private TextPattern(string literal, Regex? expression, IReadOnlyList<string> certainPieces, bool isName = false)
    {
        _isName = isName;
        _literal = literal;
        _expression = expression;
        CertainPieces = certainPieces;
    }

    /// <summary>Pieces that each text holds that matches.</summary>
    public IReadOnlyList<string> CertainPieces { get; }

    public static TextPattern Literal(string text) => new(text, null, [text]);

    /// <summary>A name that is no piece of a longer one.</summary>
    public static TextPattern Name(string name) => new(name, null, [name], isName: true);

    /// <exception cref="CtxbException">It is no regular expression, or one that needs backtracking.</exception>
    public static TextPattern Expression(string pattern)
    {
        try
        {
            return pattern.Length <= LongestExpression
                ? new("", new(pattern, RegexOptions.NonBacktracking | RegexOptions.Multiline | RegexOptions.CultureInvariant), RegexPieces.Of(pattern))
                : throw new ArgumentException($"it has {pattern.Length} characters, {LongestExpression} are the most");
        }
        catch (Exception problem) when (problem is ArgumentException or NotSupportedException)
        {
            throw new CtxbException(
                ErrorCodes.ArgumentInvalid,
                $"The regular expression cannot be used: {problem.Message}",
                "Correct it, leave out look-around and back-references, or use exact mode for plain text.");
        }
    }

    /// <summary>
    /// Words that a text must have to match: those of a literal that stand whole in it. The first and last may be pieces of longer
    /// ones in the text, so they are left out unless asked for. An expression promises none.
    /// </summary>
    /// <param name="withEdges">Takes the first and last word for whole.</param>
    public string CertainWords(bool withEdges)
    {
        if (_expression is not null || withEdges || _isName)
        {
            return _literal;
        }

        var start = 0;
        while (start < _literal.Length && IsPart(_literal[start]))
        {
            start++;
        }

        var end = _literal.Length;
        while (end > start && IsPart(_literal[end - 1]))
        {
            end--;
        }

        return _literal[start..end];
    }

    /// <summary>1-based lines on which matches begin.</summary>
    public List<int> Lines(string text)
    {
        var lines = new List<int>();
        var line = 1;
        var counted = 0;
        for (var at = Find(text, 0); at >= 0 && lines.Count < MostLines; at = Find(text, NextLine(text, at)))
        {
            line += text.AsSpan(counted, at - counted).Count('\n');
            counted = at;
            lines.Add(line);
        }

        return lines;
    }

    private int Find(string text, int from)
    {
        if (from > text.Length)
        {
            return -1;
        }

        if (_expression is null)
        {
            var at = text.IndexOf(_literal, from, StringComparison.Ordinal);
            while (_isName && at >= 0 && !StandsAlone(text, at))
            {
                at = text.IndexOf(_literal, at + 1, StringComparison.Ordinal);
            }

            return at;
        }

        return _expression.Match(text, from) is { Success: true } match ? match.Index : -1;
    }

    private bool StandsAlone(string text, int at) =>
        (at == 0 || !IsPart(text[at - 1])) && (at + _literal.Length == text.Length || !IsPart(text[at + _literal.Length]));

    private static int NextLine(string text, int at) => text.IndexOf('\n', at) is var end and >= 0 ? end + 1 : text.Length + 1;

    private static bool IsPart(char c) => char.IsLetterOrDigit(c) || c == '_';
}
