using System.Buffers;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Core.Vectors;
using Microsoft.Win32.SafeHandles;

namespace McpContextBrowser.Core.Store;

/// <summary>
/// Original vectors at the end of a <see cref="SnapshotFile"/>, each block a sealed record bound to its number and the snapshot: opened when
/// it is wanted. Holds the file, so that a snapshot that was replaced can be searched to the end.
/// </summary>
internal sealed class SealedBlocks : IOriginalBlocks
{
    private readonly SafeFileHandle _file;
    private readonly SnapshotInfo _snapshot;
    private readonly Envelope _envelope;
    private readonly long _start;
    private readonly long _firstPage;

    /// <param name="file">The snapshot's; owned.</param>
    /// <param name="snapshot">Which it is.</param>
    /// <param name="envelope">Opens its records; must live longer.</param>
    /// <param name="start">Where in the file the first block stands.</param>
    /// <param name="firstPage">The number that the first block is bound to.</param>
    /// <param name="length">Plaintext bytes of all blocks.</param>
    /// <param name="blockBytes">Plaintext bytes of each but the last.</param>
    /// <exception cref="InvalidDataException">The file does not end with the last block.</exception>
    public SealedBlocks(SafeFileHandle file, SnapshotInfo snapshot, Envelope envelope, long start, long firstPage, long length, int blockBytes)
    {
        (_file, _snapshot, _envelope, _start, _firstPage) = (file, snapshot, envelope, start, firstPage);
        (Length, BlockBytes) = (length, blockBytes);
        var blocks = (length + blockBytes - 1) / blockBytes;
        if (start + length + (blocks * RecordHeader.Overhead) != snapshot.Length)
        {
            throw new InvalidDataException($"snapshot {snapshot.File}: {length} bytes of original vectors from {start} do not end where the file does");
        }
    }

    public long Length { get; }

    public int BlockBytes { get; }

    public void Read(int block, Span<byte> destination)
    {
        var length = destination.Length + RecordHeader.Overhead;
        var record = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var at = _start + (block * (long)(BlockBytes + RecordHeader.Overhead));
            for (var read = 0; read < length;)
            {
                var more = RandomAccess.Read(_file, record.AsSpan(read, length - read), at + read);
                read += more > 0 ? more : throw new EndOfStreamException($"it ends at byte {at + read}");
            }

            _envelope.Open(new(RecordKind.SnapshotPage, _firstPage + block, _snapshot.Sequence), record.AsSpan(0, length), destination);
        }
        catch (Exception problem) when (problem is IOException or CtxbException { Code: ErrorCodes.RecordRefused })
        {
            throw new CtxbException(
                ErrorCodes.IndexDamaged, $"Snapshot {_snapshot.File} cannot be read any more: {problem.Message}",
                "Ask again: answers come from the store now, and a new snapshot is written. Check the disk if it happens again.", problem);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(record);
        }
    }

    public void Dispose() => _file.Dispose();
}
