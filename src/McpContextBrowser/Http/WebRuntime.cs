using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Http;

/// <summary>
/// Starts this program once more, with ASP.NET among its frameworks. Which frameworks a process has is decided before its first
/// instruction, and every other command starts faster without (docs/adr/0007).
/// </summary>
internal static class WebRuntime
{
    private const string Mark = "McpContextBrowser.Web"; // set in the runtimeconfig below
    private const string RuntimeConfig = "ctxb-http.runtimeconfig.json";

    /// <summary>Whether this process has it.</summary>
    public static bool IsHere => AppContext.TryGetSwitch(Mark, out var here) && here;

    /// <summary>Runs this process's own command line with ASP.NET. On Unix the process becomes the new one and keeps its id; on Windows it waits for it.</summary>
    /// <returns>The exit code of the other, where there is another.</returns>
    /// <exception cref="CtxbException">The host of .NET cannot be started.</exception>
    public static async Task<int> EnterAsync(CancellationToken cancellationToken)
    {
        var dotnet = Path.GetFullPath(Path.Join(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        string[] words = ["exec", "--runtimeconfig", Beside(RuntimeConfig), Beside("ctxb.dll"), .. Environment.GetCommandLineArgs().Skip(1)];
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                _ = Replace(dotnet, [dotnet, .. words, null]); // does not return unless it fails
                throw new Win32Exception(Marshal.GetLastPInvokeError());
            }

            using var other = Process.Start(new ProcessStartInfo(dotnet, words))!;
            await other.WaitForExitAsync(CancellationToken.None); // Ctrl+C reaches it too, and it has its time to end
            cancellationToken.ThrowIfCancellationRequested();
            return other.ExitCode;
        }
        catch (Win32Exception problem)
        {
            throw new CtxbException(ErrorCodes.ConfigurationInvalid, $"{dotnet} cannot be started: {problem.Message}.", "Install the ASP.NET Core runtime of .NET 10.", problem);
        }
    }

    private static string Beside(string name) => Path.Join(AppContext.BaseDirectory, name);

    [DllImport("libc", EntryPoint = "execv", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Replace(string path, string?[] words);
}
