using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Configuration;

/// <summary>Where a user's files of this tool lie: XDG base directories, Apple's and Microsoft's guidelines.</summary>
internal static class UserFolders
{
    private const string Name = "ctxb";

    /// <summary>Folder of the index when nothing else is said.</summary>
    /// <exception cref="CtxbException">There is no home to put it in.</exception>
    public static string Data(Surroundings surroundings) => surroundings.System switch
    {
        SystemKind.Windows => Join(surroundings, surroundings.Variable("LOCALAPPDATA"), "AppData", "Local"),
        SystemKind.MacOS => Join(surroundings, null, "Library", "Application Support"),
        _ => Join(surroundings, Absolute(surroundings.Variable("XDG_DATA_HOME")), ".local", "share"),
    };

    /// <summary>Folder of <c>ctxb.json</c> and of the master key.</summary>
    /// <exception cref="CtxbException">There is no home to look in.</exception>
    public static string Settings(Surroundings surroundings) => surroundings.System == SystemKind.Windows
        ? Join(surroundings, surroundings.Variable("APPDATA"), "AppData", "Roaming")
        : Join(surroundings, Absolute(surroundings.Variable("XDG_CONFIG_HOME")), ".config");

    private static string Join(Surroundings surroundings, string? folder, params string[] belowHome)
    {
        if (folder is null && surroundings.Home.Length == 0)
        {
            throw new CtxbException(
                ErrorCodes.ConfigurationInvalid,
                "This user has no home directory to keep the index and its key in.",
                "Set HOME, or name the folders with CTXB_DATA and CTXB_KEY_FILE.");
        }

        return Path.Join(folder ?? Path.Join([surroundings.Home, .. belowHome]), Name);
    }

    /// <summary>A relative path in an XDG variable is to be ignored (XDG Base Directory Specification).</summary>
    private static string? Absolute(string? path) => Path.IsPathFullyQualified(path ?? "") ? path : null;
}
