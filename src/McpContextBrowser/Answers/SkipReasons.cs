using System.Globalization;
using System.Text.Json;
using McpContextBrowser.Core.Files;

namespace McpContextBrowser.Answers;

/// <summary>Skip reasons by the names people and programs read: <c>too-large</c>.</summary>
internal static class SkipReasons
{
    public static string NameOf(SkipReason reason) => JsonNamingPolicy.KebabCaseLower.ConvertName(reason.ToString());

    /// <summary>Counts by name, most frequent first.</summary>
    public static Dictionary<string, int> ByName(IReadOnlyDictionary<SkipReason, int> skipped) =>
        skipped.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).ToDictionary(pair => NameOf(pair.Key), pair => pair.Value);

    /// <returns><c>12 ignored, 3 too-large</c>; empty when nothing was skipped.</returns>
    public static string InWords(IReadOnlyDictionary<SkipReason, int> skipped) =>
        string.Join(", ", ByName(skipped).Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Value:N0} {pair.Key}")));
}
