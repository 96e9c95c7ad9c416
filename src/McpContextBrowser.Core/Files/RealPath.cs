using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Files;

/// <summary>Resolves links by hand, one component after the other.</summary>
public static class RealPath
{
    private const int MaxLinks = 40; // as Linux allows

    /// <summary>The path with no link in it, as the user's own paths are resolved.</summary>
    /// <param name="path">Absolute.</param>
    /// <returns>Null when something on the way does not exist or links go in a circle.</returns>
    public static string? Resolve(string path)
    {
        var top = Path.GetPathRoot(path)!;
        var real = top;
        var parts = new Stack<string>();
        PushParts(parts, path[top.Length..]);
        for (var links = 0; parts.TryPop(out var part);)
        {
            if (part == "..")
            {
                real = Path.GetDirectoryName(real) ?? top;
                continue;
            }

            var next = Path.Join(real, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                if (!Path.Exists(next))
                {
                    return null;
                }

                real = next;
                continue;
            }

            if (++links > MaxLinks)
            {
                return null;
            }

            if (Path.IsPathRooted(target))
            {
                top = real = Path.GetPathRoot(target)!;
                target = target[top.Length..];
            }

            PushParts(parts, target);
        }

        return real;
    }

    /// <summary>Says why a link inside a tree is not indexed. Nothing outside the tree is looked at, not even whether it exists.</summary>
    /// <param name="root">The tree's real path.</param>
    /// <param name="link">A link below it.</param>
    /// <returns>One of the three link reasons; <see cref="SkipReason.LinkDuplicate"/> when it leads to an entry of the tree.</returns>
    public static SkipReason ClassifyLink(string root, RelativePath link)
    {
        var below = new List<string>();
        var parts = new Stack<string>();
        PushParts(parts, link.UnderRoot(""));
        for (var links = 0; parts.TryPop(out var part);)
        {
            if (part == "..")
            {
                if (below.Count == 0)
                {
                    return SkipReason.LinkOutside;
                }

                below.RemoveAt(below.Count - 1);
                continue;
            }

            var next = Path.Join(root, Path.Join([.. below, part]));
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                if (!Path.Exists(next))
                {
                    return SkipReason.LinkBroken;
                }

                below.Add(part);
                continue;
            }

            if (++links > MaxLinks)
            {
                return SkipReason.LinkBroken;
            }

            if (Path.IsPathRooted(target))
            {
                var inside = Path.GetRelativePath(root, target);
                if (Path.IsPathRooted(inside) || inside.StartsWith("..", StringComparison.Ordinal))
                {
                    return SkipReason.LinkOutside;
                }

                below.Clear();
                target = inside;
            }

            PushParts(parts, target);
        }

        return SkipReason.LinkDuplicate;
    }

    private static void PushParts(Stack<string> parts, string path)
    {
        var split = path.Split(
            [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
        for (var i = split.Length - 1; i >= 0; i--)
        {
            if (split[i] != ".")
            {
                parts.Push(split[i]);
            }
        }
    }
}
