using McpContextBrowser.Cli;
using McpContextBrowser.Configuration;

namespace McpContextBrowser.Tests.Cli;

/// <summary>What one run of the tool printed and returned; it ran inside the test, so that its lines are counted.</summary>
internal sealed record CliRun(ExitCode ExitCode, string Results, string Messages)
{
    /// <param name="args">The words after <c>ctxb</c>.</param>
    /// <param name="surroundings">Null gives an empty environment in the temporary folder.</param>
    /// <param name="style">How both streams are read; null is a pipe.</param>
    /// <param name="cancellationToken">Ctrl+C.</param>
    public static async Task<CliRun> OfAsync(
        string[] args, Surroundings? surroundings = null, TextStyle? style = null, CancellationToken cancellationToken = default)
    {
        var (results, messages) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var output = new Output(results, messages, style ?? TextStyle.Piped, style ?? TextStyle.Piped);
        var code = await Program.RunAsync(args, output, surroundings ?? Nowhere, cancellationToken);
        return new(code, results.ToString(), messages.ToString());
    }

    private static Surroundings Nowhere =>
        new(new Dictionary<string, string>(), Path.GetTempPath(), Path.GetTempPath(), SystemKind.Linux);
}
