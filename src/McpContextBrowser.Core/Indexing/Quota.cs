using System.Globalization;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Core.Indexing;

/// <summary>
/// What a collection may grow to. A run counts files as its walk meets them and chunks as they are committed; the first above a limit
/// ends it, and what was committed stays. For many threads.
/// </summary>
internal sealed class Quota(IndexingOptions options)
{
    private long _files;
    private long _bytes;
    private long _chunks;

    /// <summary>Counts what another tree of the collection holds.</summary>
    /// <exception cref="CtxbException">That alone is too much.</exception>
    public void Count(TreeManifest other)
    {
        foreach (var entry in other.Entries)
        {
            if (entry.HasContent)
            {
                CountFile(entry.Stamp.Size);
                CountChunks(entry.Chunks);
            }
        }
    }

    /// <exception cref="CtxbException">One file, or its bytes, too many.</exception>
    public void CountFile(long bytes)
    {
        if (Interlocked.Increment(ref _files) > options.MaxFiles)
        {
            throw Exceeded($"{options.MaxFiles:N0} files", "indexing.maxFiles");
        }

        if (Interlocked.Add(ref _bytes, bytes) > (long)options.MaxMebibytes << 20)
        {
            throw Exceeded($"{options.MaxMebibytes:N0} MiB of files", "indexing.maxMebibytes");
        }
    }

    /// <exception cref="CtxbException">Some chunks too many.</exception>
    public void CountChunks(int chunks)
    {
        if (Interlocked.Add(ref _chunks, chunks) > options.MaxChunks)
        {
            throw Exceeded($"{options.MaxChunks:N0} chunks", "indexing.maxChunks");
        }
    }

    private static CtxbException Exceeded(FormattableString most, string setting) => new(
        ErrorCodes.CollectionFull,
        $"Indexing stops: the collection has more than {most.ToString(CultureInfo.InvariantCulture)}, which {setting} allows.",
        $"What was indexed before is kept and can be searched. Leave folders out with `ctxb index --ignore PATTERN`, or raise {setting}.");
}
