using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Embedding.Providers;

namespace McpContextBrowser.Configuration;

/// <summary>
/// Puts the settings together, once: defaults, then the user's <c>ctxb.json</c>, then <c>CTXB_*</c> variables, then options of the
/// command line; the later source wins. All problems are told together, each with key, value, range and origin.
/// </summary>
internal static class ConfigLoader
{
    public const string FileName = "ctxb.json";
    public const string MasterKeyVariable = "CTXB_MASTER_KEY";
    private const string Prefix = "CTXB_";

    /// <param name="surroundings">Variables and folders of the process.</param>
    /// <param name="options">Settings given as options, by key, with the option's name as origin: <c>data</c> → (<c>--data</c>, value).</param>
    /// <exception cref="CtxbException">One or more values are not usable.</exception>
    public static CtxbConfiguration Load(Surroundings surroundings, IReadOnlyDictionary<string, (string Option, string Value)> options)
    {
        var reading = new Reading(new CtxbConfiguration { MasterKey = surroundings.Variable(MasterKeyVariable) });
        var userFile = Path.Join(UserFolders.Settings(surroundings), FileName);
        foreach (var (key, values) in SettingsFile.Read(userFile))
        {
            reading.Take(key, values, userFile);
        }

        TakeFamiliarNames(surroundings, reading);
        TakeVariables(surroundings, reading);
        foreach (var (key, (option, value)) in options)
        {
            reading.Take(key, [value], option);
        }

        var configuration = reading.Finish();
        return configuration with
        {
            DataDirectory = configuration.DataDirectory.Length > 0 ? configuration.DataDirectory : UserFolders.Data(surroundings),
            KeyFile = configuration.KeyFile.Length > 0 ? configuration.KeyFile : Path.Join(UserFolders.Settings(surroundings), "master.key"),
        };
    }

    /// <summary>Lays a repository's own file over the configuration; only what cannot do harm may stand there.</summary>
    /// <param name="configuration">As <see cref="Load"/> gave it.</param>
    /// <param name="root">The folder to index. Its file is data of a stranger: it may set walking and chunking.</param>
    /// <exception cref="CtxbException">A value is not usable, or the file sets what it may not.</exception>
    public static CtxbConfiguration WithRepository(CtxbConfiguration configuration, string root)
    {
        var file = Path.Join(root, FileName);
        var reading = new Reading(configuration);
        foreach (var (key, values) in SettingsFile.ReadUntrusted(root, FileName))
        {
            if (Settings.ByKey.TryGetValue(key, out var setting) && !setting.RepositoryMay)
            {
                reading.Refuse($"{key} may not be set by a repository (in {file}); set it in your own {FileName} or as {setting.Variable}.");
            }
            else if (configuration.Origins.TryGetValue(key, out var origin) && !origin.EndsWith(FileName, StringComparison.Ordinal))
            {
                continue; // a variable or an option of the user is stronger than the repository's file
            }
            else
            {
                reading.Take(key, values, file);
            }
        }

        return reading.Finish();
    }

    /// <returns>The setting that a sentence of <see cref="CtxbConfiguration.Problems"/> is about: it begins with it.</returns>
    public static string KeyOf(string problem) => problem[..problem.IndexOfAny([' ', '[', ':'])];

    /// <summary>Names that other tools read too; weaker than our own variables. None of them is a key.</summary>
    private static void TakeFamiliarNames(Surroundings surroundings, Reading reading)
    {
        if (surroundings.Variable(ProviderEnvironment.ProviderVariable) is { } given)
        {
            reading.Take("embedding", [ProviderEnvironment.NameOf(given)], ProviderEnvironment.ProviderVariable);
        }

        if (surroundings.Variable(ProviderEnvironment.ModelVariable) is { } model)
        {
            reading.Take("embedding.model", [model], ProviderEnvironment.ModelVariable);
        }

        var provider = surroundings.Variable("CTXB_EMBEDDING") ?? reading.Provider;
        if (ProviderEnvironment.Address(provider, surroundings.Variable) is var (variable, address))
        {
            reading.Take("embedding.endpoints", [address], variable);
        }
    }

    private static void TakeVariables(Surroundings surroundings, Reading reading)
    {
        foreach (var setting in Settings.All)
        {
            if (surroundings.Variable(setting.Variable) is { } value)
            {
                reading.Take(setting.Key, setting.IsList ? value.Split(setting.Separator) : [value], setting.Variable);
            }
        }

        var known = Settings.All.Select(setting => setting.Variable).Append(MasterKeyVariable).Concat(MasterKeySettings.SecretVariables).ToHashSet(StringComparer.Ordinal);
        foreach (var name in surroundings.Variables.Keys.Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && !known.Contains(name)).Order(StringComparer.Ordinal))
        {
            var near = Nearest.To(name, known);
            reading.Note($"{name} is no setting and has no effect{(near is null ? "" : $"; did you mean {near}?")}");
        }
    }

    /// <summary>The configuration as far as it is read, and all that was wrong on the way.</summary>
    private sealed class Reading(CtxbConfiguration configuration)
    {
        private readonly Dictionary<string, string> _origins = new(configuration.Origins);
        private readonly List<string> _notes = [.. configuration.Notes];
        private readonly List<string> _problems = [];
        private CtxbConfiguration _configuration = configuration;

        public string Provider => _configuration.Embedding.Provider;

        public void Take(string key, IReadOnlyList<string> values, string origin)
        {
            key = key == "embedding.provider" ? "embedding" : key; // the name where "embedding" is an object with further settings
            if (!Settings.ByKey.TryGetValue(key, out var setting))
            {
                var near = Nearest.To(key, Settings.ByKey.Keys);
                Refuse($"{key} is no setting (in {origin}){(near is null ? "" : $"; did you mean {near}?")}");
            }
            else if (setting.Apply(_configuration, values) is { } changed)
            {
                _configuration = changed;
                _origins[key] = origin;
            }
            else
            {
                Refuse($"{key} is {(setting.MayHoldKey ? "not usable" : Shown(values))}; use {setting.Range}. It comes from {origin}.");
            }
        }

        public void Refuse(string problem) => _problems.Add(problem);

        public void Note(string note) => _notes.Add(note);

        public CtxbConfiguration Finish()
        {
            foreach (var problem in _configuration.Problems())
            {
                var origin = _origins.GetValueOrDefault(KeyOf(problem), "the defaults");
                Refuse($"{problem} It comes from {origin}.");
            }

            return _problems.Count == 0
                ? _configuration with { Origins = _origins, Notes = _notes }
                : throw new CtxbException(
                    ErrorCodes.ConfigurationInvalid,
                    _problems.Count == 1 ? _problems[0] : $"{_problems.Count} settings are not usable:\n  {string.Join("\n  ", _problems)}",
                    "Mend them where they come from; docs/configuration.md lists every setting, 'ctxb config show' what holds.");
        }

        private static string Shown(IReadOnlyList<string> values) => values is [var one] ? $"\"{one}\"" : $"[{string.Join(", ", values.Select(v => $"\"{v}\""))}]";
    }
}
