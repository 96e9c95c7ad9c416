using System.Text;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Files;

/// <summary>
/// Globs in .gitignore syntax, to choose paths instead of leaving them out: <c>*.cs</c> at any depth, <c>/src/*.cs</c> from
/// the root, <c>tests/</c> with all below it, <c>!*.g.cs</c> takes out again. The last one that matches decides.
/// </summary>
public sealed class GlobSet
{
    private readonly IgnoreFile _patterns;

    /// <param name="globs">One pattern each.</param>
    /// <exception cref="CtxbException">None of them can match anything.</exception>
    public GlobSet(IReadOnlyList<string> globs)
    {
        _patterns = IgnoreFile.Parse(Encoding.UTF8.GetBytes(string.Join('\n', globs)), "glob", ignoreCase: false)
            ?? throw new CtxbException(
                ErrorCodes.ArgumentInvalid, $"The glob '{string.Join("', '", globs)}' can match nothing.", "Use .gitignore syntax, such as 'src/**/*.cs'.");
    }

    /// <summary>True when the globs choose the file, by its own name or by a folder above it.</summary>
    public bool Matches(RelativePath path)
    {
        var bytes = Encoding.UTF8.GetBytes(path.Value);
        var chosen = false;
        for (int end = 0, start = 0; end <= bytes.Length; end++)
        {
            if (end < bytes.Length && bytes[end] != (byte)'/')
            {
                continue;
            }

            if (_patterns.LastMatch(bytes.AsSpan(0, end), start, isFolder: end < bytes.Length) is { } last)
            {
                chosen = !last.Negative;
            }

            start = end + 1;
        }

        return chosen;
    }
}
