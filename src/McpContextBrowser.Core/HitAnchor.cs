using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Files.Secrets;

namespace McpContextBrowser.Core;

/// <summary>
/// Holds the hits of an answer against the disk at its end. A file that was written since the tree was looked at – while the
/// answer was made, or when there was no time to look – shows its code at the lines where it stands now, or not at all.
/// </summary>
internal static class HitAnchor
{
    private const int MostBytes = 64 << 20; // the most that files.maxFileBytes allows

    /// <returns>The hits as on disk now, in their order; fewer when code is gone.</returns>
    public static async ValueTask<IReadOnlyList<SearchHit>> ToDiskAsync(ReadyTree tree, IReadOnlyList<SearchHit> hits, CancellationToken cancellationToken)
    {
        if (hits.Count == 0 || SourceFolder.TryOpen(tree.Root) is not { } root)
        {
            return [];
        }

        using (root)
        {
            var files = new Dictionary<string, FileNow>(StringComparer.Ordinal);
            var current = new List<SearchHit>(hits.Count);
            foreach (var hit in hits)
            {
                if (!files.TryGetValue(hit.Path, out var file))
                {
                    file = await LookAsync(tree, root, RelativePath.FromNormalised(hit.Path), cancellationToken).ConfigureAwait(false);
                    files.Add(hit.Path, file);
                }

                if (file.IsAsIndexed)
                {
                    current.Add(hit);
                }
                else if (file.Text is { } text && Anchored(hit, text) is { } moved)
                {
                    current.Add(moved);
                }
            }

            return current;
        }
    }

    /// <summary>The hit where its code stands in a text: of several places the one nearest to where it stood.</summary>
    /// <returns>Null when the text does not have it.</returns>
    internal static SearchHit? Anchored(SearchHit hit, string text)
    {
        var code = hit.Text.TrimEnd('\r', '\n'); // the last line may have lost its end, or got one
        var best = -1;
        var line = 1;
        var counted = 0;
        for (var at = text.IndexOf(code, StringComparison.Ordinal); at >= 0; at = at + 1 < text.Length ? text.IndexOf(code, at + 1, StringComparison.Ordinal) : -1)
        {
            line += text.AsSpan(counted, at - counted).Count('\n');
            counted = at;
            if (best >= 0 && Math.Abs(line - hit.StartLine) >= Math.Abs(best - hit.StartLine))
            {
                break; // lines only grow from here
            }

            best = line;
        }

        return best < 0 || code.Length == 0 ? null : hit with { StartLine = best, EndLine = best + hit.EndLine - hit.StartLine };
    }

    private static async ValueTask<FileNow> LookAsync(ReadyTree tree, SourceFolder root, RelativePath path, CancellationToken cancellationToken)
    {
        if (root.Stamp(path, out var stamp) != SkipReason.None)
        {
            return default;
        }

        if (stamp == tree.StampOf(path))
        {
            return new(IsAsIndexed: true, null);
        }

        using var read = root.Read(path, MostBytes);
        if (read.Failure != SkipReason.None || TextDecoder.Decode(read.Bytes, out var decoded) != SkipReason.None)
        {
            return default;
        }

        var text = tree.ScansForSecrets ? SecretScanner.Redact(decoded, out _) : decoded;
        var indexed = await tree.View.ReadTextAsync(tree.PlaceOf(path)!.Value, cancellationToken).ConfigureAwait(false);
        return text == indexed ? new(IsAsIndexed: true, null) : new(IsAsIndexed: false, text);
    }

    /// <summary>A file at the end of an answer.</summary>
    /// <param name="IsAsIndexed">True when it holds the bytes that were searched.</param>
    /// <param name="Text">What it holds otherwise; null when it is gone or no text.</param>
    private readonly record struct FileNow(bool IsAsIndexed, string? Text);
}
