using System.Collections;

namespace McpContextBrowser.Configuration;

/// <summary>What the process was given by its surroundings, read once; tests make their own.</summary>
/// <param name="Variables">Environment variables.</param>
/// <param name="WorkingDirectory">Absolute.</param>
/// <param name="Home">The user's home, absolute; empty when there is none (a service account).</param>
/// <param name="System">Which conventions for folders hold.</param>
internal sealed record Surroundings(
    IReadOnlyDictionary<string, string> Variables, string WorkingDirectory, string Home, SystemKind System)
{
    /// <summary>Those of this process.</summary>
    public static Surroundings OfProcess()
    {
        var variables = new Dictionary<string, string>(
            OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            variables[(string)variable.Key] = (string?)variable.Value ?? "";
        }

        var system = OperatingSystem.IsWindows() ? SystemKind.Windows : OperatingSystem.IsMacOS() ? SystemKind.MacOS : SystemKind.Linux;
        return new(variables, Environment.CurrentDirectory, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), system);
    }

    /// <returns>The value, or null when the variable is not set or empty.</returns>
    public string? Variable(string name) =>
        Variables.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}
