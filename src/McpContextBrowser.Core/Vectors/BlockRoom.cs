namespace McpContextBrowser.Core.Vectors;

/// <summary>Where a searching thread keeps the block of stored originals that it read last.</summary>
internal sealed unsafe class BlockRoom : IDisposable
{
    /// <summary>No block.</summary>
    public const int None = -1;

    private VectorArena? _memory;

    /// <summary>The block whose bytes are here.</summary>
    public int Block { get; set; } = None;

    /// <summary>Its first byte, 64-byte aligned.</summary>
    public byte* Bytes => _memory!.Pointer;

    /// <summary>Room for a block.</summary>
    public Span<byte> Take(int bytes)
    {
        if (_memory is null || _memory.Bytes < bytes)
        {
            _memory?.Dispose();
            _memory = new VectorArena(bytes);
        }

        return _memory.Span(0, bytes);
    }

    public void Dispose() => _memory?.Dispose();
}
