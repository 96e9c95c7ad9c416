using System.Text;

namespace McpContextBrowser.Install;

/// <summary>What one file is and would become.</summary>
/// <param name="Path">The file.</param>
/// <param name="Before">Its text; empty when there is none.</param>
/// <param name="After">The text that is wanted.</param>
internal sealed record Change(string Path, string Before, string After)
{
    public bool IsNone => Before == After;

    /// <summary>The lines between the first and the last that differ, as a diff writes them; for reading.</summary>
    public string Difference()
    {
        var (old, wanted) = (Before.Split('\n'), After.Split('\n'));
        var start = 0;
        while (start < Math.Min(old.Length, wanted.Length) && old[start] == wanted[start])
        {
            start++;
        }

        var end = 0;
        while (end < Math.Min(old.Length, wanted.Length) - start && old[^(end + 1)] == wanted[^(end + 1)])
        {
            end++;
        }

        var text = new StringBuilder();
        Append('-', old[start..^end]);
        Append('+', wanted[start..^end]);
        return text.ToString();

        void Append(char mark, string[] lines)
        {
            foreach (var line in lines.Where(line => line.Length > 0))
            {
                text.Append(mark).Append(' ').Append(line.TrimEnd('\r')).Append('\n');
            }
        }
    }
}
