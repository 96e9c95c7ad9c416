using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Cli;

/// <summary>
/// stdout whose losses are told: a disk that is full is a failure of the run. A reader that went away (<c>| head</c>) is none; the
/// runtime's console stream takes it for success by itself.
/// </summary>
/// <param name="inner">The console's stream; written through at once.</param>
internal sealed class ResultStream(Stream inner) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            inner.Write(buffer);
        }
        catch (IOException problem)
        {
            throw new CtxbException(ErrorCodes.DiskFailed, $"The answer could not be written to its end: {problem.Message}", "Free some space, or send the output somewhere else.", problem);
        }
    }

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
