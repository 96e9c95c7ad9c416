using System.Globalization;
using McpContextBrowser.Core.Embedding.Providers;

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

    /// <summary>Whether it takes several values: an array in a file, separated in a variable by <see cref="Separator"/>.</summary>
    public bool IsList { get; private init; }

    /// <summary>Between the values of a list in a variable: that of PATH, unless values hold it themselves.</summary>
    public char Separator { get; private init; } = Path.PathSeparator;

    /// <summary>Whether a key is easily put there by mistake: a value that is not usable is then not repeated.</summary>
    public bool MayHoldKey { get; init; }

    /// <summary>Puts the values in; null when they cannot be read. Whether they are in range is told by <see cref="CtxbConfiguration.Problems"/>.</summary>
    public required Func<CtxbConfiguration, IReadOnlyList<string>, CtxbConfiguration?> Apply { get; init; }

    /// <summary>The value as it stands in a configuration; null when the row tells none.</summary>
    public Func<CtxbConfiguration, object?>? Get { get; private init; }

    /// <summary>How a value is written in JSON.</summary>
    public SettingKind Kind { get; private init; }

    /// <summary>Whether its values lie in a <see cref="SettingRange"/>.</summary>
    public bool IsNumber => Kind is SettingKind.Integer or SettingKind.Number;

    /// <summary>What may stand there; null when that is open.</summary>
    public IReadOnlyList<string>? Names { get; private init; }

    /// <summary>Name in the environment: <c>CTXB_SEARCH_LIMIT</c>.</summary>
    public string Variable { get; private init; } = "";

    public static Setting Choice(string key, string meaning, string[] names, Func<CtxbConfiguration, string, CtxbConfiguration> put, Func<CtxbConfiguration, object?>? get = null) =>
        One(key, meaning, names.Length == 1 ? $"{names[0]} (the only one there is)" : $"one of {string.Join(", ", names)}", (c, text) => names.Contains(text) ? put(c, text) : null, get) with { Names = names };

    /// <summary>A number; its range is checked with the record it belongs to.</summary>
    public static Setting Integer(string key, string meaning, Func<CtxbConfiguration, int, CtxbConfiguration> put, Func<CtxbConfiguration, object?>? get = null) =>
        One(key, meaning, "a whole number", (c, text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? put(c, n) : null, get) with { Kind = SettingKind.Integer };

    public static Setting Switch(string key, string meaning, Func<CtxbConfiguration, bool, CtxbConfiguration> put, Func<CtxbConfiguration, object?>? get = null) =>
        One(key, meaning, "true or false", (c, text) =>
            Yes.Contains(text, StringComparer.OrdinalIgnoreCase) ? put(c, true)
            : No.Contains(text, StringComparer.OrdinalIgnoreCase) ? put(c, false)
            : null, get) with
        { Kind = SettingKind.Switch };

    /// <summary>A number with a fraction or a large one; its range is checked with the record it belongs to.</summary>
    public static Setting Number(string key, string meaning, Func<CtxbConfiguration, decimal, CtxbConfiguration> put, Func<CtxbConfiguration, object?>? get = null) =>
        One(key, meaning, "a number", (c, text) =>
            decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n) ? put(c, n) : null, get) with
        { Kind = SettingKind.Number };

    /// <summary>A time with its unit; its range is checked with the record it belongs to.</summary>
    public static Setting Duration(string key, string meaning, Func<CtxbConfiguration, TimeSpan, CtxbConfiguration> put, Func<CtxbConfiguration, object?>? get = null) =>
        One(key, meaning, "a time such as 500ms, 30s, 10m, 24h or 90d", (c, text) => DurationText.TryParse(text, out var time) ? put(c, time) : null, get) with { Kind = SettingKind.Duration };

    /// <summary>A time after which something happens, or 0 for never.</summary>
    public static Setting Age(string key, string meaning, Func<CtxbConfiguration, TimeSpan?, CtxbConfiguration> put, Func<CtxbConfiguration, TimeSpan?> get) =>
        One(
            key, meaning, "a time such as 24h or 90d, or 0s for never",
            (c, text) => DurationText.TryParse(text, out var time) ? put(c, time == TimeSpan.Zero ? null : time) : null, c => get(c) ?? TimeSpan.Zero) with
        { Kind = SettingKind.Duration };

    /// <summary>Absolute paths, each with a time of <see cref="Age"/> behind a blank; separated by <c>;</c> in a variable.</summary>
    public static Setting Ages(
        string key, string meaning, Func<CtxbConfiguration, IReadOnlyDictionary<string, TimeSpan?>, CtxbConfiguration> put,
        Func<CtxbConfiguration, IReadOnlyDictionary<string, TimeSpan?>> get) => new()
        {
            Key = key,
            Meaning = meaning,
            Range = "absolute paths, each followed by a blank and a time such as 90d, or 0s for never",
            IsList = true,
            Get = c => get(c).Select(pair => $"{pair.Key} {DurationText.Of(pair.Value ?? TimeSpan.Zero)}").ToArray(),
            Separator = ';',
            Variable = VariableOf(key),
            Apply = (c, values) =>
            {
                var ages = new Dictionary<string, TimeSpan?>(StringComparer.Ordinal);
                foreach (var value in values)
                {
                    var blank = value.LastIndexOf(' ');
                    if (blank < 0 || !Path.IsPathFullyQualified(value[..blank]) || !DurationText.TryParse(value[(blank + 1)..], out var time))
                    {
                        return null;
                    }

                    ages[Path.GetFullPath(value[..blank])] = time == TimeSpan.Zero ? null : time;
                }

                return put(c, ages);
            },
        };

    public static Setting Text(string key, string meaning, string range, Func<CtxbConfiguration, string, CtxbConfiguration> put, Func<CtxbConfiguration, object?>? get = null) =>
        One(key, meaning, range, (c, text) => string.IsNullOrWhiteSpace(text) ? null : put(c, text.Trim()), get);

    /// <summary>A file or folder; relative paths are refused, since each source would mean another folder by them.</summary>
    public static Setting AbsolutePath(string key, string meaning, Func<CtxbConfiguration, string, CtxbConfiguration> put, Func<CtxbConfiguration, object?>? get = null) =>
        One(key, meaning, "an absolute path", (c, text) => Path.IsPathFullyQualified(text) ? put(c, Path.GetFullPath(text)) : null, get);

    public static Setting AbsolutePaths(string key, string meaning, Func<CtxbConfiguration, IReadOnlyList<string>, CtxbConfiguration> put, Func<CtxbConfiguration, object?>? get = null) => new()
    {
        Key = key,
        Meaning = meaning,
        Range = "absolute paths",
        IsList = true,
        Get = get,
        Variable = VariableOf(key),
        Apply = (c, values) => values.All(Path.IsPathFullyQualified) ? put(c, [.. values.Select(Path.GetFullPath)]) : null,
    };

    public static Setting Texts(string key, string meaning, Func<CtxbConfiguration, IReadOnlyList<string>, CtxbConfiguration> put, Func<CtxbConfiguration, object?>? get = null) => new()
    {
        Key = key,
        Meaning = meaning,
        Range = "texts",
        IsList = true,
        Get = get,
        Variable = VariableOf(key),
        Apply = put,
    };

    /// <summary>Servers, each as its address or as address, blank, absolute path of its key file; separated by <c>;</c> in a variable.</summary>
    public static Setting Endpoints(string key, string meaning, Func<CtxbConfiguration, IReadOnlyList<EndpointOptions>, CtxbConfiguration> put, Func<CtxbConfiguration, object?>? get = null) => new()
    {
        Key = key,
        Meaning = meaning,
        Range = "addresses, each followed by a blank and the absolute path of its key file when it has one of its own",
        IsList = true,
        Get = get,
        Separator = ';',
        Variable = VariableOf(key),
        Apply = (c, values) => values.Select(EndpointText.Read).ToArray() is var read && read.All(endpoint => endpoint is not null) ? put(c, read!) : null,
    };

    /// <summary>A value in a notation of its own.</summary>
    public static Setting Parsed(string key, string meaning, string range, Func<CtxbConfiguration, string, CtxbConfiguration?> apply, Func<CtxbConfiguration, object?> get) =>
        One(key, meaning, range, apply, get);

    /// <summary>Several of them.</summary>
    public static Setting ParsedList(
        string key, string meaning, string range, char separator, Func<CtxbConfiguration, IReadOnlyList<string>, CtxbConfiguration?> apply, Func<CtxbConfiguration, object?> get) => new()
        {
            Key = key,
            Meaning = meaning,
            Range = range,
            IsList = true,
            Get = get,
            Separator = separator,
            Variable = VariableOf(key),
            Apply = apply,
        };

    private static Setting One(string key, string meaning, string range, Func<CtxbConfiguration, string, CtxbConfiguration?> apply, Func<CtxbConfiguration, object?>? get) => new()
    {
        Get = get,
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
