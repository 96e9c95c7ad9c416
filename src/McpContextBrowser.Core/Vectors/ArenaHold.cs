using System.Runtime.InteropServices;

namespace McpContextBrowser.Core.Vectors;

/// <summary>Keeps native blocks alive for the length of a search, also when their owner is disposed meanwhile.</summary>
internal readonly ref struct ArenaHold : IDisposable
{
    private readonly SafeHandle _first;
    private readonly SafeHandle? _second;

    /// <exception cref="ObjectDisposedException">The owner was disposed before.</exception>
    public ArenaHold(SafeHandle first, SafeHandle? second)
    {
        var held = false;
        first.DangerousAddRef(ref held);
        _first = first;
        if (second is not null)
        {
            try
            {
                second.DangerousAddRef(ref held);
            }
            catch (ObjectDisposedException)
            {
                first.DangerousRelease();
                throw;
            }

            _second = second;
        }
    }

    public void Dispose()
    {
        _first.DangerousRelease();
        _second?.DangerousRelease();
    }
}
