namespace McpContextBrowser.Tests.EndToEnd;

/// <summary>How the SDK is started for a build, a package or an installation of its own.</summary>
internal static class Sdk
{
    /// <summary>Without what the test host or msbuild sets for its own children, and without servers that outlive a run.</summary>
    public static Dictionary<string, string?> Environment() => new()
    {
        ["MSBUILD_EXE_PATH"] = null,
        ["MSBuildExtensionsPath"] = null,
        ["MSBuildSDKsPath"] = null,
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["UseSharedCompilation"] = "false",
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_NOLOGO"] = "1",
        ["CORECLR_ENABLE_PROFILING"] = null,
    };

    /// <summary>The same for somebody who has never built or installed anything.</summary>
    /// <param name="home">An empty folder; tools and the packages they are made of go into it.</param>
    public static Dictionary<string, string?> Environment(string home)
    {
        var environment = Environment();
        environment["HOME"] = environment["USERPROFILE"] = environment["DOTNET_CLI_HOME"] = home;
        environment["LOCALAPPDATA"] = Path.Join(home, "local");
        environment["APPDATA"] = Path.Join(home, "roaming");
        environment["NUGET_PACKAGES"] = Path.Join(home, ".nuget", "packages");
        foreach (var name in System.Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(CtxbProcess.IsSetting))
        {
            environment[name] = null;
        }

        return environment;
    }

    /// <summary>The packages of whoever runs the tests: a restore takes them from there and writes its own elsewhere.</summary>
    public static string Packages =>
        System.Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Join(System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}
