using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace McpContextBrowser.Core.Vectors;

/// <summary>Asks the memory for what will be read soon. On Arm there is no such call in .NET and nothing happens.</summary>
internal static unsafe class CacheLines
{
    /// <param name="start">Of a line.</param>
    /// <param name="bytes">All lines of this many bytes are asked for.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(void* start, int bytes)
    {
        if (Sse.IsSupported)
        {
            for (var i = 0; i < bytes; i += Padding.Line)
            {
                Sse.Prefetch0((byte*)start + i);
            }
        }
    }

    /// <summary>Asks for the line of one address.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(void* address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(address);
        }
    }
}
