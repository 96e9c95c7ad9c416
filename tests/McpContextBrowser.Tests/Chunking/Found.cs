using McpContextBrowser.Core.Chunking;

namespace McpContextBrowser.Tests.Chunking;

/// <summary>What the chunker finds, in the form that the tests of the languages compare.</summary>
internal static class Found
{
    /// <summary>Compares the definitions of a text, in order, with rows of <c>line kind enclosing &gt; name</c>.</summary>
    public static void In(string language, string text, string expected)
    {
        var scanned = new Chunker(new ChunkingOptions()).Scan(text.ReplaceLineEndings("\n"), language);
        var rows = scanned.Definitions.Select(
            found => $"{found.Line} {found.Kind.ToString().ToLowerInvariant()} {(found.Enclosing is { } around ? around + " > " : "")}{found.Name}");
        Assert.That(string.Join('\n', rows), Is.EqualTo(expected.ReplaceLineEndings("\n")));
    }
}
