using System.Globalization;
using McpContextBrowser.Core;

namespace McpContextBrowser.Mcp;

/// <summary>The addresses of resources: <c>ctxb://file/src/app.cs?lines=10-40&amp;root=/home/me/repo</c>. Root and lines may be left out.</summary>
/// <param name="Kind"><see cref="File"/>, <see cref="Outline"/> or <see cref="Status"/>.</param>
/// <param name="Path">Below the root; empty for the status.</param>
/// <param name="Root">Null for the default.</param>
/// <param name="Lines">Null for all.</param>
internal sealed record ResourceUri(string Kind, string Path, string? Root, LineSpan? Lines)
{
    public const string File = "file";
    public const string Outline = "outline";
    public const string Status = "status";
    private const string Scheme = "ctxb://";

    public static string OfFile(string? root, string path, LineSpan lines)
    {
        var escaped = string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
        var below = root is null ? "" : "&root=" + Uri.EscapeDataString(root);
        return string.Create(CultureInfo.InvariantCulture, $"{Scheme}{File}/{escaped}?lines={lines.Start}-{lines.End}{below}");
    }

    /// <returns>Null when it is no address of this server.</returns>
    public static ResourceUri? Parse(string uri)
    {
        if (!uri.StartsWith(Scheme, StringComparison.Ordinal) || uri.Length > 8192)
        {
            return null;
        }

        var question = uri.IndexOf('?', StringComparison.Ordinal);
        var place = question < 0 ? uri[Scheme.Length..] : uri[Scheme.Length..question];
        var slash = place.IndexOf('/', StringComparison.Ordinal);
        var kind = slash < 0 ? place : place[..slash];
        var path = slash < 0 ? "" : Uri.UnescapeDataString(place[(slash + 1)..]);
        string? root = null;
        LineSpan? lines = null;
        foreach (var pair in question < 0 ? [] : uri[(question + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = pair.IndexOf('=', StringComparison.Ordinal) is var at and >= 0 ? (pair[..at], Uri.UnescapeDataString(pair[(at + 1)..])) : (pair, "");
            if (name == "root")
            {
                root = value;
            }
            else if (name == "lines" && TryReadLines(value, out var span))
            {
                lines = span;
            }
            else
            {
                return null;
            }
        }

        return kind is File or Outline && path.Length > 0 || kind == Status && path.Length == 0 ? new(kind, path, root, lines) : null;
    }

    private static bool TryReadLines(string text, out LineSpan lines)
    {
        var parts = text.Split('-');
        lines = default;
        if (parts.Length > 2 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var start)
            || !int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var end) || start < 1 || end < start)
        {
            return false;
        }

        lines = new(start, end);
        return true;
    }
}
