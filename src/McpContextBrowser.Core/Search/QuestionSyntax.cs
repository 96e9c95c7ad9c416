using McpContextBrowser.Core.Files;

namespace McpContextBrowser.Core.Search;

/// <summary>Takes a question apart: quoted phrases, <c>sym:</c> and <c>refs:</c>, narrowing words, and the words that are left.</summary>
internal sealed class QuestionSyntax
{
    private readonly List<string> _phrases = [];
    private readonly List<string> _languages = [];
    private readonly List<string> _extensions = [];
    private readonly List<string> _globs = [];

    private QuestionSyntax(string text) => Words = text;

    /// <summary>The question without its operators; the words of phrases stay, since they say what it is about.</summary>
    public string Words { get; private set; }

    /// <summary>Must occur as written.</summary>
    public IReadOnlyList<string> Phrases => _phrases;

    /// <summary>True when something is asked beside the phrases.</summary>
    public bool HasWordsBeside { get; private set; }

    /// <summary>The name whose definitions alone are wanted; null without <c>sym:</c>.</summary>
    public string? Symbol { get; private set; }

    /// <summary>The name whose mentions alone are wanted; null without <c>refs:</c>.</summary>
    public string? Mentioned { get; private set; }

    /// <summary>What <c>lang:</c>, <c>ext:</c> and <c>path:</c> allow; null without them.</summary>
    public PlaceFilter? Filter { get; private set; }

    /// <param name="text">The question.</param>
    /// <param name="options">Long text is pasted: nothing in it is an operator.</param>
    public static QuestionSyntax Parse(string text, RankingOptions options)
    {
        var syntax = new QuestionSyntax(text);
        if (text.AsSpan().Count(' ') <= options.LongQueryWords && !text.Contains('\n', StringComparison.Ordinal))
        {
            syntax.TakeApart(text);
        }

        return syntax;
    }

    private void TakeApart(string text)
    {
        var words = new List<string>();
        foreach (var (part, quoted) in Parts(text))
        {
            if (quoted)
            {
                _phrases.Add(part);
                words.Add(part);
            }
            else
            {
                var others = part.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => !TakeOperator(word)).ToList();
                HasWordsBeside |= others.Count > 0;
                words.AddRange(others);
            }
        }

        Words = words.Count > 0 ? string.Join(' ', words) : Symbol ?? Mentioned ?? "";
        if (_languages.Count + _extensions.Count + _globs.Count > 0)
        {
            Filter = new(_extensions, _languages, _globs, []);
        }
    }

    /// <summary>Cuts at double quotes that open at a word's start and close at a word's end; others are text.</summary>
    private static IEnumerable<(string Part, bool Quoted)> Parts(string text)
    {
        var at = 0;
        while (at < text.Length)
        {
            var open = text.IndexOf('"', at);
            var close = open < 0 ? -1 : text.IndexOf('"', open + 1);
            if (close < 0 || (open > 0 && text[open - 1] != ' ') || (close + 1 < text.Length && text[close + 1] != ' ') || close == open + 1)
            {
                break;
            }

            yield return (text[at..open], false);
            yield return (text[(open + 1)..close], true);
            at = close + 1;
        }

        yield return (text[at..], false);
    }

    private bool TakeOperator(string word)
    {
        var colon = word.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || colon + 1 == word.Length || word[colon + 1] == ':')
        {
            return false;
        }

        var value = word[(colon + 1)..];
        switch (word[..colon])
        {
            case "sym":
                Symbol = value;
                return true;
            case "refs":
                Mentioned = value;
                return true;
            case "lang":
                var named = Listed(value).Select(LanguageTable.Named).OfType<string>().ToList();
                _languages.AddRange(named);
                return named.Count > 0; // no language: a word like any other
            case "ext":
                _extensions.AddRange(Listed(value));
                return true;
            case "path":
                _globs.Add(value);
                return true;
            default:
                return false;
        }
    }

    private static string[] Listed(string value) => value.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
