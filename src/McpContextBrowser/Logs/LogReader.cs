using System.Text;

namespace McpContextBrowser.Logs;

/// <summary>Reads what the processes wrote, while they go on writing.</summary>
/// <param name="folder"><c>logs</c> in the data folder.</param>
internal sealed class LogReader(string folder)
{
    private readonly Dictionary<string, long> _readTo = new(StringComparer.Ordinal);

    /// <summary>The whole lines that were added since the last call, of all files, in order of time.</summary>
    public IReadOnlyList<LogLine> ReadNew()
    {
        var lines = new List<LogLine>();
        foreach (var path in LogFolder.Files(folder))
        {
            ReadNew(path, lines);
        }

        lines.Sort(static (a, b) => a.Time.CompareTo(b.Time));
        return lines;
    }

    private void ReadNew(string path, List<LogLine> lines)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var from = _readTo.GetValueOrDefault(path);
            if (stream.Length <= from)
            {
                return;
            }

            stream.Position = from;
            var bytes = new byte[stream.Length - from];
            stream.ReadExactly(bytes);
            var whole = Array.LastIndexOf(bytes, (byte)'\n') + 1; // the rest is being written
            _readTo[path] = from + whole;
            foreach (var text in Encoding.UTF8.GetString(bytes, 0, whole).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                if (LogLine.Parse(text) is { } line)
                {
                    lines.Add(line);
                }
            }
        }
        catch (FileNotFoundException)
        {
            // removed as one of the oldest
        }
    }
}
