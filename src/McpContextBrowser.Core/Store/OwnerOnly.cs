namespace McpContextBrowser.Core.Store;

/// <summary>Makes folders that only their owner can enter.</summary>
internal static class OwnerOnly
{
    /// <summary>Makes the folder and those above it; those that exist are left as they are.</summary>
    public static void CreateFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder); // below %LOCALAPPDATA% the inherited list already names the owner alone
            return;
        }

        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
