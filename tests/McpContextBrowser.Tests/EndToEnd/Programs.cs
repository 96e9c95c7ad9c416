using System.ComponentModel;
using System.Diagnostics;

namespace McpContextBrowser.Tests.EndToEnd;

/// <summary>Runs programs of this machine that a test needs; a test is skipped by name where one is missing.</summary>
internal static class Programs
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Runs to the end.</summary>
    /// <param name="folder">Working directory.</param>
    /// <param name="environment">Variables to set; null values are removed.</param>
    /// <param name="program">Name or path.</param>
    /// <param name="args">Its words.</param>
    /// <returns>Exit code and what was printed on either side; null when there is no such program.</returns>
    public static Task<(int ExitCode, string Text)?> RunAsync(
        string folder, IReadOnlyDictionary<string, string?> environment, string program, params string[] args) =>
        ExchangeAsync(folder, environment, "", "", Patience, program, args);

    /// <summary>The same for a program that may take longer than ten minutes.</summary>
    public static Task<(int ExitCode, string Text)?> RunAsync(
        string folder, IReadOnlyDictionary<string, string?> environment, TimeSpan patience, string program, params string[] args) =>
        ExchangeAsync(folder, environment, "", "", patience, program, args);

    /// <summary>Runs to the end, and says something to it first.</summary>
    /// <param name="folder">Working directory.</param>
    /// <param name="environment">Variables to set; null values are removed.</param>
    /// <param name="input">What it reads.</param>
    /// <param name="until">Its input ends when a line that holds this was printed; empty ends it at once.</param>
    /// <param name="program">Name or path.</param>
    /// <param name="args">Its words.</param>
    /// <returns>Exit code and what was printed on either side; null when there is no such program.</returns>
    public static Task<(int ExitCode, string Text)?> AskAsync(
        string folder, IReadOnlyDictionary<string, string?> environment, string input, string until, string program, params string[] args) =>
        ExchangeAsync(folder, environment, input, until, Patience, program, args);

    private static async Task<(int ExitCode, string Text)?> ExchangeAsync(
        string folder, IReadOnlyDictionary<string, string?> environment, string input, string until, TimeSpan patience, string program, string[] args)
    {
        var start = new ProcessStartInfo(program, args)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            using var process = Process.Start(start)!;
            var messages = process.StandardError.ReadToEndAsync();
            await process.StandardInput.WriteAsync(input);
            await process.StandardInput.FlushAsync();
            var said = "";
            while (until.Length > 0 && !said.Contains(until, StringComparison.Ordinal) && await process.StandardOutput.ReadLineAsync().WaitAsync(patience) is { } line)
            {
                said += line + "\n";
            }

            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync().WaitAsync(patience);
            return (process.ExitCode, said + await output + await messages);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Runs what a download needs; the test is skipped by name when it cannot be had here.</summary>
    /// <returns>What it printed.</returns>
    public static async Task<string> NeedAsync(string what, string folder, string program, params string[] args)
    {
        var run = await RunAsync(folder, new Dictionary<string, string?>(), program, args);
        if (run is null)
        {
            Assert.Ignore($"{what} needs {program}, which is not on this machine");
        }
        else if (run.Value.ExitCode != 0)
        {
            Assert.Ignore($"{what} cannot be had here: {program} said {run.Value.Text.Trim().Split('\n')[^1]}");
        }

        return run!.Value.Text;
    }
}
