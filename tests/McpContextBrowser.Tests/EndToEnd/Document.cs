namespace McpContextBrowser.Tests.EndToEnd;

/// <summary>A page of the repository whose examples are run.</summary>
/// <param name="path">Below the repository's root, with <c>/</c>.</param>
internal sealed class Document(string path)
{
    private const string Fence = "```";

    public string FullPath { get; } = Path.Join([TestPaths.RepositoryRoot, .. path.Split('/')]);

    public string Text => field ??= File.ReadAllText(FullPath).ReplaceLineEndings("\n");

    /// <returns>The first block fenced with this language.</returns>
    public string Block(string language)
    {
        var start = Text.IndexOf($"{Fence}{language}\n", StringComparison.Ordinal);
        Assert.That(start, Is.Not.Negative, $"{path} has no block of {language}");
        start += Fence.Length + language.Length + 1;
        return Text[start..Text.IndexOf(Fence, start, StringComparison.Ordinal)];
    }

    /// <returns>Each line that is no fence, with the language of the block it stands in; null outside of all.</returns>
    public IEnumerable<(string? Language, string Text)> Fenced()
    {
        string? language = null;
        foreach (var line in Text.Split('\n'))
        {
            if (line.StartsWith(Fence, StringComparison.Ordinal))
            {
                language = language is null ? line[Fence.Length..] : null;
            }
            else
            {
                yield return (language, line);
            }
        }
    }

    /// <returns>The lines of the first indented block below a heading, without their indent.</returns>
    public IReadOnlyList<string> Indented(string heading) =>
    [
        .. Text.Split('\n')
            .SkipWhile(line => line != heading)
            .SkipWhile(line => !line.StartsWith("    ", StringComparison.Ordinal))
            .TakeWhile(line => line.StartsWith("    ", StringComparison.Ordinal))
            .Select(line => line[4..]),
    ];
}
