using System.Text;

namespace McpContextBrowser.ModelBuilder.Repositories;

/// <summary>Reads what <c>git log -p --format=%x00%H%x00%s</c> writes, line by line, keeping little of a large change.</summary>
internal sealed class CommitReader(TextReader log)
{
    private const int MostFiles = 12;
    private const int MostLetters = 4_000; // of one file

    private string? _head; // the next commit's line, once it was seen

    /// <returns>Null at the end.</returns>
    public async Task<SnapshotCommit?> NextAsync(CancellationToken cancellationToken)
    {
        _head ??= await log.ReadLineAsync(cancellationToken);
        if (_head?.Split('\0') is not ["", _, var subject])
        {
            return null;
        }

        _head = null;
        var hunks = new List<(string, string)>();
        var lines = new StringBuilder();
        string? path = null;
        var inHunk = false;
        while (await log.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line is ['\0', ..])
            {
                _head = line;
                break;
            }

            if (line.StartsWith("diff --git ", StringComparison.Ordinal))
            {
                Close();
                inHunk = false;
            }
            else if (!inHunk && line.StartsWith("+++ b/", StringComparison.Ordinal))
            {
                path = line[6..].TrimEnd('\t');
            }
            else if (line.StartsWith("@@ ", StringComparison.Ordinal))
            {
                inHunk = true;
            }
            else if (inHunk && line is ['+' or '-' or ' ', ..] && lines.Length + line.Length < MostLetters)
            {
                lines.Append(line.AsSpan(1)).Append('\n');
            }
        }

        Close();
        return new(subject, hunks);

        void Close()
        {
            if (path is not null && lines.Length > 0 && hunks.Count < MostFiles)
            {
                hunks.Add((path, lines.ToString()));
            }

            lines.Clear();
            path = null;
        }
    }
}
