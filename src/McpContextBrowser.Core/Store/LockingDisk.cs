using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Store;

/// <summary>
/// Refuses data folders on file systems where two processes could both take themselves for the writer: network file systems, whose
/// shared memory and locks do not reach other machines, and others on which a lock turns out to hold nobody off.
/// </summary>
public static class LockingDisk
{
    /// <param name="folder">The data folder, existing or not.</param>
    /// <exception cref="CtxbException">It is no place for an index.</exception>
    public static void Require(string folder) => Require(folder, path => new DriveInfo(path).DriveType, HoldsOthersOff);

    /// <summary>The same with the questions to the system as the caller answers them.</summary>
    internal static void Require(string folder, Func<string, DriveType> kindOf, Func<string, bool> holdsOthersOff)
    {
        var existing = folder;
        while (!Directory.Exists(existing) && Path.GetDirectoryName(existing) is { } above)
        {
            existing = above;
        }

        switch (kindOf(OperatingSystem.IsWindows() ? Path.GetPathRoot(existing)! : existing))
        {
            case DriveType.Network:
                throw new CtxbException(
                    ErrorCodes.DataNotLocal,
                    $"The data folder {folder} is on a network file system, where processes on several machines cannot lock each other out.",
                    "Name a folder on a local disk with --data DIR or CTXB_DATA.");
            case DriveType.Fixed or DriveType.Ram:
                return;
            default:
                if (Directory.Exists(folder) && !holdsOthersOff(folder))
                {
                    throw new CtxbException(
                        ErrorCodes.DataNotLocal,
                        $"Locks do not work on the file system of the data folder {folder}.",
                        "Name a folder on a local disk with --data DIR or CTXB_DATA.");
                }

                return;
        }
    }

    /// <summary>Tries a lock.</summary>
    internal static bool HoldsOthersOff(string folder)
    {
        var file = Path.Join(folder, $"lock-probe-{Guid.NewGuid():N}");
        try
        {
            using var held = new FileStream(file, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            try
            {
                using var second = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1);
                return false;
            }
            catch (IOException)
            {
                return true;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true; // it cannot be written, so there is nobody to hold off
        }
    }
}
