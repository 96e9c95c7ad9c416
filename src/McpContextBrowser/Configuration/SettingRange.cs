using System.Globalization;

namespace McpContextBrowser.Configuration;

/// <summary>From where to where a number may go. The validation itself is asked, value by value, so that no second list can differ from it.</summary>
/// <param name="Least">Null where it has no bound below.</param>
/// <param name="Most">Null where it has no bound above that a whole number of 32 bits reaches.</param>
internal readonly record struct SettingRange(long? Least, long? Most)
{
    private const long Lowest = int.MinValue;
    private const long Highest = int.MaxValue;

    private static readonly long[] Guesses = [1, 0, 2, 1024]; // for a setting without a default

    /// <param name="setting">A number, whose values form one range.</param>
    /// <exception cref="ArgumentException">No value is taken: the setting is no number.</exception>
    public static SettingRange Of(Setting setting)
    {
        var given = setting.Get?.Invoke(new()) is IConvertible number ? [Convert.ToInt64(number, CultureInfo.InvariantCulture), .. Guesses] : Guesses;
        if (Array.FindIndex(given, value => Takes(setting, value)) is var at and >= 0)
        {
            return new(Bound(setting, given[at], Lowest), Bound(setting, given[at], Highest));
        }

        throw new ArgumentException($"{setting.Key} takes none of {string.Join(", ", given)}.", nameof(setting));
    }

    /// <summary>As a sentence says it after “use”.</summary>
    public string InWords() => (Least, Most) switch
    {
        ({ } least, { } most) => string.Create(CultureInfo.InvariantCulture, $"{least:N0} to {most:N0}"),
        ({ } least, null) => string.Create(CultureInfo.InvariantCulture, $"at least {least:N0}"),
        (null, { } most) => string.Create(CultureInfo.InvariantCulture, $"at most {most:N0}"),
        _ => "any number",
    };

    /// <returns>The last value towards <paramref name="end"/> that is taken, by halving; null when all are.</returns>
    private static long? Bound(Setting setting, long taken, long end)
    {
        if (Takes(setting, end))
        {
            return null;
        }

        var refused = end;
        while (Math.Abs(refused - taken) > 1)
        {
            var middle = taken + ((refused - taken) / 2);
            (taken, refused) = Takes(setting, middle) ? (middle, refused) : (taken, middle);
        }

        return taken;
    }

    private static bool Takes(Setting setting, long value) =>
        setting.Apply(new(), [value.ToString(CultureInfo.InvariantCulture)]) is { } configuration
        && !configuration.Problems().Any(problem => ConfigLoader.KeyOf(problem) == setting.Key);
}
