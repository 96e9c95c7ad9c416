using System.Buffers;

namespace McpContextBrowser.Core.Files;

/// <summary>What reading one file gave. Holds a pooled buffer: dispose it when the bytes are no longer needed.</summary>
public sealed class SourceFile : IDisposable
{
    private byte[]? _buffer;
    private readonly int _length;

    internal SourceFile(SkipReason failure, FileStamp stamp, byte[]? buffer = null, int length = 0)
    {
        Failure = failure;
        Stamp = stamp;
        _buffer = buffer;
        _length = length;
    }

    /// <summary><see cref="SkipReason.None"/> when the bytes are there.</summary>
    public SkipReason Failure { get; }

    /// <summary>Of the bytes; default when the file could not be opened.</summary>
    public FileStamp Stamp { get; }

    /// <summary>The whole file; empty after a failure. Valid until <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<byte> Bytes => _buffer is null ? default : _buffer.AsSpan(0, _length);

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
