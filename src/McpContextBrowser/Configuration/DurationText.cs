using System.Globalization;

namespace McpContextBrowser.Configuration;

/// <summary>Times as people write them: a number and <c>ms</c>, <c>s</c>, <c>m</c>, <c>h</c> or <c>d</c>.</summary>
internal static class DurationText
{
    private static readonly (string Unit, TimeSpan Length)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)), ("s", TimeSpan.FromSeconds(1)), ("m", TimeSpan.FromMinutes(1)), ("h", TimeSpan.FromHours(1)), ("d", TimeSpan.FromDays(1)),
    ];

    /// <summary>What <see cref="TryParse"/> takes, as a regular expression of JSON Schema.</summary>
    public static string Pattern { get; } = $@"^(\d+\.?\d*|\.\d+)({string.Join('|', Units.Select(known => known.Unit))})$";

    /// <summary>In the largest unit that leaves a whole number.</summary>
    public static string Of(TimeSpan time)
    {
        var (unit, length) = Units.Where(known => time.Ticks % known.Length.Ticks == 0).DefaultIfEmpty(Units[0]).Last();
        return string.Create(CultureInfo.InvariantCulture, $"{time / length}{unit}");
    }

    public static bool TryParse(string text, out TimeSpan time)
    {
        time = default;
        var unit = Array.Find(Units, known => text.EndsWith(known.Unit, StringComparison.Ordinal));
        if (unit.Unit is null
            || !double.TryParse(text.AsSpan(0, text.Length - unit.Unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
            || count * unit.Length.TotalDays > 3650)
        {
            return false;
        }

        time = count * unit.Length;
        return true;
    }
}
