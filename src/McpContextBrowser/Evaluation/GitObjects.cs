using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace McpContextBrowser.Evaluation;

/// <summary>Reads objects one after the other through one <c>git cat-file --batch</c>, which is started with the first.</summary>
/// <remarks>One reader at a time.</remarks>
internal sealed class GitObjects(GitProgram git) : IAsyncDisposable
{
    private Process? _process;
    private Task<string>? _messages;

    /// <returns>Null for what is missing or larger than <paramref name="most"/> bytes.</returns>
    public async ValueTask<byte[]?> ReadAsync(string id, int most, CancellationToken cancellationToken)
    {
        if (!GitHead.IsId(id))
        {
            return null;
        }

        if (_process is null)
        {
            _process = git.Start("cat-file", "--batch");
            _messages = _process.StandardError.ReadToEndAsync(CancellationToken.None); // drained, so that it never blocks
        }

        await _process.StandardInput.BaseStream.WriteAsync(Encoding.ASCII.GetBytes(id + "\n"), cancellationToken);
        await _process.StandardInput.BaseStream.FlushAsync(cancellationToken);
        var output = _process.StandardOutput.BaseStream;
        var head = (await LineAsync(output, cancellationToken)).Split(' ');
        if (head.Length != 3)
        {
            return null; // "… missing"
        }

        var size = long.Parse(head[2], CultureInfo.InvariantCulture);
        var bytes = new byte[Math.Min(size, most)];
        await output.ReadExactlyAsync(bytes, cancellationToken);
        await SkipAsync(output, size - bytes.Length + 1, cancellationToken); // the rest, and the line end behind it
        return size <= most ? bytes : null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            GitHistory.End(_process);
            await _process.WaitForExitAsync();
            await _messages!;
            _process.Dispose();
        }
    }

    private static async Task<string> LineAsync(Stream stream, CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one, cancellationToken) == 1 && one[0] != '\n')
        {
            line.Append((char)one[0]);
        }

        return line.ToString();
    }

    private static async Task SkipAsync(Stream stream, long count, CancellationToken cancellationToken)
    {
        var buffer = new byte[(int)Math.Min(count, 1 << 16)];
        while (count > 0)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(count, buffer.Length)), cancellationToken);
            if (read == 0)
            {
                return;
            }

            count -= read;
        }
    }
}
