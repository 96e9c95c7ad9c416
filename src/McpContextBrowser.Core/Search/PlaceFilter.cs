using System.Text;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Core.Search;

/// <summary>Which files may answer. Empty lists allow all; several lists must all agree. For calls from several threads.</summary>
public sealed class PlaceFilter
{
    private readonly HashSet<string> _extensions;
    private readonly HashSet<string> _languages;
    private readonly List<RelativePath> _paths;
    private readonly IgnoreFile? _globs;

    /// <param name="extensions">With or without their dot, any case.</param>
    /// <param name="languages">Ids of <see cref="LanguageTable"/>.</param>
    /// <param name="globs">In .gitignore syntax over the path below the root; a later <c>!glob</c> takes back.</param>
    /// <param name="paths">Folders or files below the root.</param>
    /// <exception cref="CtxbException">A path is not one below the root.</exception>
    public PlaceFilter(
        IReadOnlyList<string> extensions, IReadOnlyList<string> languages, IReadOnlyList<string> globs, IReadOnlyList<string> paths)
    {
        _extensions = new(extensions.Select(extension => extension.TrimStart('.')), StringComparer.OrdinalIgnoreCase);
        _languages = new(languages, StringComparer.OrdinalIgnoreCase);
        _paths = [.. paths.Select(Parse)];
        _globs = globs.Count == 0 ? null : IgnoreFile.Parse(Encoding.UTF8.GetBytes(string.Join('\n', globs.Select(WithoutDot))), "filter", ignoreCase: false);
    }

    public bool Allows(Place place) =>
        (_extensions.Count == 0 || _extensions.Contains(ExtensionOf(place.Path)))
        && (_languages.Count == 0 || _languages.Contains(place.Language))
        && (_paths.Count == 0 || _paths.Exists(place.Path.IsWithin))
        && (_globs is null || Matches(_globs, place.Path));

    /// <summary>The verdict of the last pattern that speaks of the file, or else of a folder above it.</summary>
    internal static bool Matches(IgnoreFile globs, RelativePath path)
    {
        var isFolder = false;
        for (; !path.IsRoot; path = path.Parent)
        {
            var bytes = Encoding.UTF8.GetBytes(path.Value);
            var name = bytes.AsSpan().LastIndexOf((byte)'/') + 1;
            if (globs.LastMatch(bytes, name, isFolder) is { } pattern)
            {
                return !pattern.Negative;
            }

            isFolder = true;
        }

        return false;
    }

    /// <summary><c>./src/**</c> is what a shell completes; nothing below the root is called <c>.</c>.</summary>
    private static string WithoutDot(string glob) => glob.StartsWith("./", StringComparison.Ordinal) ? glob[1..] : glob;

    private static string ExtensionOf(RelativePath path) => path.Name.LastIndexOf('.') is var dot and >= 0 ? path.Name[(dot + 1)..].ToString() : "";

    private static RelativePath Parse(string text) =>
        RelativePath.TryParse(text, out var path, OperatingSystem.IsWindows())
            ? path
            : throw new CtxbException(ErrorCodes.PathOutsideRoots, $"'{text}' is not a path below the searched folder.", "Give it relative to that folder, without '..'.");
}
