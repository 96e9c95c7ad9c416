using System.Text.RegularExpressions;

namespace McpContextBrowser.Install;

/// <summary>
/// Edits one table <c>[servers.name]</c> of a TOML file as text; everything else stays as its owner wrote it. Of the table only
/// <c>command</c> and <c>args</c> are ours: time limits and the like that a user added stay.
/// </summary>
internal static partial class TomlText
{
    /// <summary>Puts the table in, or its two keys right.</summary>
    /// <param name="text">The file.</param>
    /// <param name="servers">Name of the table of servers.</param>
    /// <param name="name">Name of the server.</param>
    /// <param name="command">The program.</param>
    /// <param name="args">Its words.</param>
    /// <exception cref="FormatException">The servers are written in a form that cannot be edited by lines.</exception>
    public static string Put(string text, string servers, string name, string command, string[] args)
    {
        var newLine = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        string[] ours = [$"command = {Text(command)}", $"args = [{string.Join(", ", args.Select(Text))}]"];
        var lines = Lines(text);
        if (Find(lines, servers, name) is not { } table)
        {
            var before = lines.Count == 0 ? "" : string.Join(newLine, lines).TrimEnd('\r', '\n') + newLine + newLine;
            return before + string.Join(newLine, [$"[{servers}.{name}]", .. ours]) + newLine;
        }

        var kept = new List<string>();
        for (var i = table.First + 1; i < table.End; i++)
        {
            if (OurKey().IsMatch(lines[i]))
            {
                i = EndOfValue(lines, i); // an array may go over several lines
            }
            else
            {
                kept.Add(lines[i]);
            }
        }

        string[] wanted = [lines[table.First], .. ours, .. kept];
        return string.Join(newLine, [.. lines[..table.First], .. wanted, .. lines[table.End..]]);
    }

    /// <summary>Takes the table out, with the tables below it.</summary>
    /// <inheritdoc cref="Put"/>
    public static string Remove(string text, string servers, string name)
    {
        var newLine = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var lines = Lines(text);
        while (Find(lines, servers, name, orBelow: true) is { } table)
        {
            var first = table.First;
            while (first > 0 && lines[first - 1].Length == 0)
            {
                first--;
            }

            lines.RemoveRange(first, table.End - first);
        }

        return string.Join(newLine, lines) is var left && left.Length > 0 && !left.EndsWith('\n') && text.EndsWith('\n') ? left + newLine : left;
    }

    /// <returns>Whether the table is there.</returns>
    /// <inheritdoc cref="Put"/>
    public static bool Has(string text, string servers, string name) => Find(Lines(text), servers, name) is not null;

    private static List<string> Lines(string text) => text.Length == 0 ? [] : [.. text.Split('\n').Select(line => line.TrimEnd('\r'))];

    /// <returns>The line of the header, and the line behind the last that belongs to the table; comments above the next header belong to that.</returns>
    private static (int First, int End)? Find(List<string> lines, string servers, string name, bool orBelow = false)
    {
        var header = new Regex($@"^\s*\[\s*[""']?{Regex.Escape(servers)}[""']?\s*\.\s*[""']?{Regex.Escape(name)}[""']?\s*{(orBelow ? @"(\.[^\]]*)?" : "")}\]\s*(#.*)?$");
        var inline = new Regex($@"^\s*[""']?{Regex.Escape(servers)}[""']?\s*[.=]");
        var first = -1;
        var multiLine = "";
        for (var i = 0; i < lines.Count; i++)
        {
            var within = multiLine.Length > 0;
            multiLine = AfterLine(lines[i], multiLine);
            if (within)
            {
                continue;
            }

            if (first < 0 && inline.IsMatch(lines[i]))
            {
                throw new FormatException($"line {i + 1} writes {servers} in one line");
            }

            if (first < 0 && header.IsMatch(lines[i]))
            {
                first = i;
            }
            else if (first >= 0 && lines[i].TrimStart().StartsWith('['))
            {
                return (first, EndBefore(lines, first, i));
            }
        }

        return first < 0 ? null : (first, EndBefore(lines, first, lines.Count));
    }

    private static int EndBefore(List<string> lines, int first, int next)
    {
        while (next > first + 1 && (string.IsNullOrWhiteSpace(lines[next - 1]) || lines[next - 1].TrimStart().StartsWith('#')))
        {
            next--;
        }

        return next;
    }

    /// <returns>The quotes of a multi-line text that is open behind this line; empty for none.</returns>
    private static string AfterLine(string line, string open)
    {
        for (var at = 0; at < line.Length; at++)
        {
            if (open.Length > 0)
            {
                if (line.AsSpan(at).StartsWith(open))
                {
                    at += open.Length - 1;
                    open = "";
                }
            }
            else if (line[at] == '#')
            {
                return "";
            }
            else if (line.AsSpan(at).StartsWith("\"\"\"") || line.AsSpan(at).StartsWith("'''"))
            {
                open = line.Substring(at, 3);
                at += 2;
            }
            else if (line[at] is '"' or '\'')
            {
                var close = at + 1;
                while (close < line.Length && line[close] != line[at])
                {
                    close += line[at] == '"' && line[close] == '\\' ? 2 : 1;
                }

                at = close;
            }
        }

        return open;
    }

    private static int EndOfValue(List<string> lines, int at)
    {
        var depth = 0;
        for (; at < lines.Count; at++)
        {
            depth += QuotedOrComment().Replace(lines[at], "").Sum(c => c == '[' ? 1 : c == ']' ? -1 : 0);
            if (depth <= 0)
            {
                return at;
            }
        }

        return lines.Count - 1;
    }

    private static string Text(string value) =>
        value.Contains('\\', StringComparison.Ordinal) && !value.Contains('\'', StringComparison.Ordinal)
            ? $"'{value}'" // a literal text: Windows paths stay readable
            : $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    [GeneratedRegex(@"^\s*(command|args)\s*=")]
    private static partial Regex OurKey();

    [GeneratedRegex("""("([^"\\]|\\.)*"|'[^']*'|#.*$)""")]
    private static partial Regex QuotedOrComment();
}
