using System.Globalization;

namespace McpContextBrowser.Configuration;

/// <summary>One setting: its name in every source, how it is written, and where its value goes.</summary>
internal sealed record Setting
{
    private static readonly string[] Yes = ["true", "1", "yes", "on"];
    private static readonly string[] No = ["false", "0", "no", "off"];

    /// <summary>Name in <c>ctxb.json</c>; the part before a dot is an object: <c>search.limit</c>.</summary>
    public required string Key { get; init; }

    /// <summary>What it does, one sentence, for the list of settings.</summary>
    public required string Meaning { get; init; }

    /// <summary>What may stand there, as the report of a problem says it after “use”.</summary>
    public required string Range { get; init; }

    /// <summary>Whether a repository's own file may set it: walking and chunking only, never a path, key or endpoint.</summary>
    public bool RepositoryMay { get; init; }

    /// <summary>Whether it takes several values: an array in a file, separated in a variable as PATH is.</summary>
    public bool IsList { get; private init; }

    /// <summary>Puts the values in; null when they cannot be read. Whether they are in range is told by <see cref="CtxbConfiguration.Problems"/>.</summary>
    public required Func<CtxbConfiguration, IReadOnlyList<string>, CtxbConfiguration?> Apply { get; init; }

    /// <summary>Name in the environment: <c>CTXB_SEARCH_LIMIT</c>.</summary>
    public string Variable { get; private init; } = "";

    public static Setting Choice(string key, string meaning, string[] names, Func<CtxbConfiguration, string, CtxbConfiguration> put) =>
        One(key, meaning, names.Length == 1 ? $"{names[0]} (the only one there is)" : $"one of {string.Join(", ", names)}", (c, text) => names.Contains(text) ? put(c, text) : null);

    /// <summary>A number; its range is checked with the record it belongs to.</summary>
    public static Setting Integer(string key, string meaning, Func<CtxbConfiguration, int, CtxbConfiguration> put) =>
        One(key, meaning, "a whole number", (c, text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? put(c, n) : null);

    public static Setting Switch(string key, string meaning, Func<CtxbConfiguration, bool, CtxbConfiguration> put) =>
        One(key, meaning, "true or false", (c, text) =>
            Yes.Contains(text, StringComparer.OrdinalIgnoreCase) ? put(c, true)
            : No.Contains(text, StringComparer.OrdinalIgnoreCase) ? put(c, false)
            : null);

    /// <summary>A file or folder; relative paths are refused, since each source would mean another folder by them.</summary>
    public static Setting AbsolutePath(string key, string meaning, Func<CtxbConfiguration, string, CtxbConfiguration> put) =>
        One(key, meaning, "an absolute path", (c, text) => Path.IsPathFullyQualified(text) ? put(c, Path.GetFullPath(text)) : null);

    public static Setting AbsolutePaths(string key, string meaning, Func<CtxbConfiguration, IReadOnlyList<string>, CtxbConfiguration> put) => new()
    {
        Key = key,
        Meaning = meaning,
        Range = "absolute paths",
        IsList = true,
        Variable = VariableOf(key),
        Apply = (c, values) => values.All(Path.IsPathFullyQualified) ? put(c, [.. values.Select(Path.GetFullPath)]) : null,
    };

    public static Setting Texts(string key, string meaning, Func<CtxbConfiguration, IReadOnlyList<string>, CtxbConfiguration> put) => new()
    {
        Key = key,
        Meaning = meaning,
        Range = "texts",
        IsList = true,
        Variable = VariableOf(key),
        Apply = put,
    };

    private static Setting One(string key, string meaning, string range, Func<CtxbConfiguration, string, CtxbConfiguration?> apply) => new()
    {
        Key = key,
        Meaning = meaning,
        Range = range,
        Variable = VariableOf(key),
        Apply = (c, values) => values is [var only] ? apply(c, only) : null,
    };

    private static string VariableOf(string key)
    {
        var words = key.Select(letter => char.IsUpper(letter) ? $"_{letter}" : letter == '.' ? "_" : char.ToUpperInvariant(letter).ToString());
        return "CTXB_" + string.Concat(words);
    }
}
