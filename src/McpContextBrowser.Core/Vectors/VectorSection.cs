using System.Runtime.InteropServices;

namespace McpContextBrowser.Core.Vectors;

/// <summary>The vectors of a snapshot: its section says itself which index wrote it.</summary>
public static class VectorSection
{
    /// <summary>Opens a section that <see cref="FlatIndex"/> or <see cref="HnswIndex"/> wrote; its memory is not needed afterwards.</summary>
    /// <param name="section">Its bytes.</param>
    /// <param name="originals">What a graph left beside its section; owned by the index. Null when there is nothing.</param>
    /// <param name="place">Whether they stay there or are read into memory now.</param>
    /// <exception cref="InvalidDataException">The section is damaged, truncated or of another version.</exception>
    public static IVectorIndex Read(ReadOnlyMemory<byte> section, IOriginalBlocks? originals, OriginalsPlace place) =>
        section.Length >= sizeof(int) && MemoryMarshal.Read<int>(section.Span) == HnswIndex.Magic
            ? HnswIndex.Read(section, originals, place)
            : FlatIndex.Read(section);
}
