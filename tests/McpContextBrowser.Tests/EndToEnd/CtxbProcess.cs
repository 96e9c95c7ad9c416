using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace McpContextBrowser.Tests.EndToEnd;

/// <summary>The real <c>ctxb</c> process, in an environment of its own.</summary>
internal sealed class CtxbProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly string _program;
    private readonly string[] _before;
    private (string Name, string Value)[] _variables = [];

    private CtxbProcess(string program, params string[] before)
    {
        _program = program;
        _before = before;
    }

    /// <summary>
    /// The tool's own build of this configuration, run by the runtime that runs the tests. Not the copy beside the tests: that
    /// one lacks what the tests have from ASP.NET's framework and the tool brings itself.
    /// </summary>
    public static CtxbProcess Built { get; } = new(Dotnet, Assembly);

    /// <summary>The tool's own build.</summary>
    public static string Assembly => Path.Join([TestPaths.RepositoryRoot, "src", "McpContextBrowser", "bin", .. TestPaths.BuildFolder, "ctxb.dll"]);

    /// <summary>The <c>dotnet</c> whose runtime runs the tests; the test host itself may be another program.</summary>
    public static string Dotnet =>
        Path.GetFullPath(Path.Join(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    /// <summary>An installed tool.</summary>
    public static CtxbProcess At(string program) => new(program);

    /// <summary>The same with these environment variables.</summary>
    public CtxbProcess With(params (string Name, string Value)[] variables) => new(_program, _before) { _variables = variables };

    /// <summary>What a finished run printed.</summary>
    public sealed record Result(int ExitCode, string Results, string Messages);

    /// <summary>Runs to the end.</summary>
    /// <param name="home">Home and working directory; nothing else of this machine's settings is seen.</param>
    /// <param name="args">The words after <c>ctxb</c>.</param>
    public async Task<Result> RunAsync(string home, params string[] args)
    {
        using var process = Start(home, args);
        process.StandardInput.Close();
        var (results, messages) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(Patience);
        return new(process.ExitCode, await results, await messages);
    }

    /// <summary>Starts, with all three streams in the caller's hands.</summary>
    public Process Start(string home, params string[] args)
    {
        var start = new ProcessStartInfo(_program, [.. _before, .. args])
        {
            WorkingDirectory = home,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            StandardInputEncoding = new UTF8Encoding(false),
        };
        foreach (var name in start.Environment.Keys.Where(IsSetting).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["HOME"] = start.Environment["USERPROFILE"] = home;
        start.Environment["LOCALAPPDATA"] = Path.Join(home, "local");
        start.Environment["APPDATA"] = Path.Join(home, "roaming");
        foreach (var (name, value) in _variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>What would change the run: our own variables and XDG's, and what a coverage collector injects.</summary>
    public static bool IsSetting(string name) =>
        name.StartsWith("CTXB_", StringComparison.Ordinal) || name.StartsWith("XDG_", StringComparison.Ordinal) || name.StartsWith("CORECLR_", StringComparison.Ordinal)
        || name.StartsWith("EMBEDDING_", StringComparison.Ordinal) || name.EndsWith("_API_KEY", StringComparison.Ordinal);
}
