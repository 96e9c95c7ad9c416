using McpContextBrowser.Core;

namespace McpContextBrowser.Answers;

/// <summary>What an answer looked at, as programs read it.</summary>
internal sealed record CoverageRow(int Files, int Chunks, int FilesPending, IReadOnlyDictionary<string, int> Skipped)
{
    public static CoverageRow Of(Coverage coverage) =>
        new(coverage.Files, coverage.Chunks, coverage.FilesPending, SkipReasons.ByName(coverage.Skipped));
}
