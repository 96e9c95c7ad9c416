using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Core;

/// <summary>Says which places a scope allows.</summary>
internal static class ScopeFilter
{
    /// <returns>Null when the scope allows all.</returns>
    /// <exception cref="CtxbException">A path of the scope leads out of the tree.</exception>
    public static Func<Place, bool>? For(SearchScope scope)
    {
        if (scope.IsEmpty)
        {
            return null;
        }

        var extensions = scope.Extensions.Select(extension => "." + extension.TrimStart('.')).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var languages = scope.Languages.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var paths = scope.Paths.Select(Parse).ToList();
        var globs = scope.Globs.Count == 0 ? null : new GlobSet(scope.Globs);
        return place =>
            (extensions.Count == 0 || extensions.Contains(Path.GetExtension(place.Path.Value)))
            && (languages.Count == 0 || languages.Contains(place.Language))
            && (paths.Count == 0 || paths.Exists(place.Path.IsWithin))
            && (globs is null || globs.Matches(place.Path));
    }

    private static RelativePath Parse(string given) =>
        RelativePath.TryParse(given, out var path, OperatingSystem.IsWindows()) ? path : throw new CtxbException(
            ErrorCodes.PathOutsideRoots, $"'{given}' is not a path below the searched folder.", "Give paths relative to it, without `..`.");
}
