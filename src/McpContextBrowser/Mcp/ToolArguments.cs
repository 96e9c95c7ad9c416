using System.Globalization;
using System.Text.Json;
using McpContextBrowser.Configuration;
using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Search;

namespace McpContextBrowser.Mcp;

/// <summary>
/// The arguments of one call, read as models write them: under a canonical name or a familiar alias, a number as text, one value
/// where a list is meant. What cannot be meant is refused in words a model can use to try again.
/// </summary>
internal sealed class ToolArguments
{
    public const int MostHits = 100;

    /// <summary>Many, because the budget of tokens decides how much is shown: most of them become one line each.</summary>
    public const int UsualHits = 40;

    public const int LeastTokens = 200;
    public const int UsualTokens = 4000;
    public const int MostTokens = 20_000; // common clients refuse a result of 25,000
    private const int UnknownNamed = 3;
    private const int LongestHandle = 128;
    private const int LongestText = 64 * 1024; // a question or a snippet, in characters; more is a mistake
    private const int MostItems = 256;

    private static readonly Dictionary<string, string> Aliases = new(StringComparer.Ordinal)
    {
        ["collection"] = "path",
        ["extensionFilter"] = "extensions",
        ["maxTokens"] = "max_tokens",
        ["ignorePatterns"] = "ignore_patterns",
    };

    private readonly Dictionary<string, JsonElement> _values = new(StringComparer.Ordinal);
    private readonly List<string> _notes = [];

    /// <param name="given">As the client sent them; null when it sent none.</param>
    /// <param name="known">Canonical names this tool understands; another one is left out and named in <see cref="Notes"/>.</param>
    /// <exception cref="CtxbException">One argument is given under two names.</exception>
    public ToolArguments(IDictionary<string, JsonElement>? given, params string[] known)
    {
        var unknown = new List<string>();
        foreach (var (name, value) in given ?? new Dictionary<string, JsonElement>())
        {
            var canonical = Aliases.GetValueOrDefault(name, name);
            if (name == "splitter")
            {
                continue; // other servers choose a splitter by it; there is one here
            }

            if (!known.Contains(canonical))
            {
                unknown.Add(name);
            }
            else if (value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) && !_values.TryAdd(canonical, value))
            {
                throw Wrong($"Argument '{canonical}' is given twice, once under another name.", "Give it once.");
            }
        }

        foreach (var name in unknown.Take(UnknownNamed))
        {
            var near = Nearest.To(name, known);
            _notes.Add($"Argument '{Clipped(name)}' is unknown and was left out{(near is null ? "." : $"; did you mean '{near}'?")}");
        }

        if (unknown.Count > UnknownNamed)
        {
            _notes.Add(string.Create(CultureInfo.InvariantCulture, $"So were {unknown.Count - UnknownNamed:N0} others."));
        }
    }

    /// <summary>What the caller should know about how its arguments were read.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <returns>The text, or null when it was not given.</returns>
    public string? Text(string name)
    {
        if (!_values.TryGetValue(name, out var value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String ? Bounded(name, value.GetString()!) : throw Wrong($"Argument '{name}' is no text.", "Give a string.");
    }

    /// <returns>A short name that the caller or an earlier answer chose; null when it was not given.</returns>
    public string? Handle(string name) => Text(name) switch
    {
        null or "" => null,
        { Length: > LongestHandle } => throw Wrong($"Argument '{name}' is longer than {LongestHandle} characters.", "Give it as it was answered, or a short name."),
        var handle => handle,
    };

    /// <returns>The texts; none when it was not given. One text stands for a list of one, commas separate several.</returns>
    public IReadOnlyList<string> Texts(string name)
    {
        if (!_values.TryGetValue(name, out var value))
        {
            return [];
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            return Bounded(name, value.GetString()!).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        }

        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
        {
            throw Wrong($"Argument '{name}' is no list of texts.", "Give an array of strings.");
        }

        return value.GetArrayLength() <= MostItems
            ? [.. value.EnumerateArray().Select(item => Bounded(name, item.GetString()!))]
            : throw Wrong($"Argument '{name}' has more than {MostItems} items.", "Give fewer, or none to allow all.");
    }

    /// <returns>The number, or <paramref name="otherwise"/> when it was not given.</returns>
    public int Number(string name, int otherwise, int least, int most)
    {
        if (!_values.TryGetValue(name, out var value))
        {
            return otherwise;
        }

        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number == Math.Floor(number) && number >= least && number <= most
            ? (int)number
            : throw Wrong($"Argument '{name}' is {Clipped(text)}.", string.Create(CultureInfo.InvariantCulture, $"Use a whole number from {least} to {most:N0}."));
    }

    /// <returns>The switch, or <paramref name="otherwise"/> when it was not given.</returns>
    public bool Switch(string name, bool otherwise)
    {
        if (!_values.TryGetValue(name, out var value))
        {
            return otherwise;
        }

        return value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.String when bool.TryParse(value.GetString(), out var written) => written,
            _ => throw Wrong($"Argument '{name}' is neither true nor false.", "Give a boolean."),
        };
    }

    /// <summary>The folders that were named: the lines of a text, or a list. Commas do not separate: a path may hold one.</summary>
    public IReadOnlyList<string> Paths() =>
        _values.TryGetValue("path", out var value) && value.ValueKind == JsonValueKind.Array ? Texts("path")
        : Text("path") is not { } text ? []
        : string.IsNullOrWhiteSpace(text) || !text.Contains('\n', StringComparison.Ordinal) ? [text]
        : [.. text.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => !string.IsNullOrWhiteSpace(line))];

    public SearchScope Scope() => new() { Extensions = Texts("extensions"), Languages = [.. Texts("languages").Select(Language)], Globs = Texts("globs") };

    /// <returns>How the query is meant; ranked when it was not given.</returns>
    public SearchMode Mode() => Text("mode") switch
    {
        null or "" => SearchMode.Ranked,
        { } name when SearchModes.Named(name) is { } mode => mode,
        var other => throw Wrong($"Argument 'mode' is {Clipped(other)}.", "Use ranked, exact or regex."),
    };

    private static string Language(string name) =>
        LanguageTable.Named(name) ?? throw Wrong($"Argument 'languages' has {Clipped(name)}, which is no language.", "Name one, as csharp or ts, or give extensions.");

    private static string Bounded(string name, string text) => text.Length <= LongestText
        ? text
        : throw Wrong($"Argument '{name}' is longer than {LongestText} characters.", "Give only the part that matters.");

    private static string Clipped(string text) => text.Length <= 40 ? text : text[..40] + "…";

    private static CtxbException Wrong(string what, string next) => new(ErrorCodes.ArgumentInvalid, what, next);
}
