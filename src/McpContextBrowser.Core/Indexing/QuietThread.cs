using System.Runtime.InteropServices;

namespace McpContextBrowser.Core.Indexing;

/// <summary>
/// Threads that indexing computes on: not of the pool, in which a search would wait for its turn behind whole files, and of low
/// priority, so that whoever waits for an answer, or works on the machine, goes first.
/// </summary>
/// <remarks>Linux and Windows; macOS knows no priority of a single thread that leaves its disk access alone.</remarks>
internal static partial class QuietThread
{
    private const int Nice = 10; // of 19; a tenth of the processor beside one that wants all, the whole when nobody else wants it
    private const int OfThread = 0; // PRIO_PROCESS: to Linux a thread is one, and 0 is the caller

    /// <summary>Runs work that blocks.</summary>
    /// <returns>Ends with the work, or with what it threw.</returns>
    public static Task Run(Action work)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                Lower();
                work();
                ended.SetResult();
            }
            catch (Exception failure)
            {
                ended.SetException(failure);
            }
        })
        { IsBackground = true, Name = "ctxb indexing" }.Start();
        return ended.Task;
    }

    private static void Lower()
    {
        if (OperatingSystem.IsWindows())
        {
            Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
        }
        else if (OperatingSystem.IsLinux())
        {
            _ = SetPriority(OfThread, 0, Nice); // lowering is always allowed; a container may refuse the call, and nothing is lost
        }
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int priority);
}
