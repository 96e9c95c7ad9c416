using System.Runtime.InteropServices;

namespace McpContextBrowser.Benchmarks;

/// <summary>CPU time of this process, as the C++ drivers take it; the runtime's own counter moves in steps of 10 ms.</summary>
internal static partial class CpuClock
{
    private const int ProcessCpuTime = 2; // CLOCK_PROCESS_CPUTIME_ID on Linux
    private const int ProcessCpuTimeOnMac = 12;

    /// <summary>Seconds.</summary>
    public static double Now
    {
        get
        {
            if (OperatingSystem.IsWindows())
            {
                return Environment.CpuUsage.TotalTime.TotalSeconds;
            }

            _ = Read(OperatingSystem.IsMacOS() ? ProcessCpuTimeOnMac : ProcessCpuTime, out var time);
            return time.Seconds + (time.Nanoseconds * 1e-9);
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int Read(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Time
    {
        public readonly nint Seconds;
        public readonly nint Nanoseconds;
    }
}
