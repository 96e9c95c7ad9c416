using System.Globalization;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Store;

/// <summary>
/// Space that indexing leaves free: a full disk stops every program of the machine, and SQLite needs some to tidy up. Reading and
/// deleting are never refused.
/// </summary>
/// <param name="bytes">What stays free; 0 writes until the disk is full.</param>
/// <param name="freeOf">Tells the bytes that this user may still write in a folder.</param>
public sealed class DiskReserve(long bytes, Func<string, long> freeOf)
{
    /// <summary>Bytes that this user may still write in an existing folder, as the system tells.</summary>
    public static long FreeOf(string folder) =>
        new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(folder)! : folder).AvailableFreeSpace;

    /// <param name="folder">Where it is written.</param>
    /// <param name="wanted">Bytes that are about to be written, at most.</param>
    /// <exception cref="CtxbException">Less would stay free than must.</exception>
    public void Require(string folder, long wanted)
    {
        if (bytes == 0)
        {
            return;
        }

        var free = freeOf(folder);
        if (free - wanted < bytes)
        {
            throw new CtxbException(
                ErrorCodes.DiskFull,
                string.Create(CultureInfo.InvariantCulture, $"Indexing stops before the disk is full: {free >> 20:N0} MiB are free in {folder}, of which {bytes >> 20:N0} are left (indexing.leaveFree)."),
                "What was indexed before is kept and can be searched. Free some space, move the index with --data, or lower indexing.leaveFree.");
        }
    }
}
