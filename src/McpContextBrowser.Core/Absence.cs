using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Search;

namespace McpContextBrowser.Core;

/// <summary>Tells what an answer did not find, and where it could not look: an agent must be able to rely on “there is none”.</summary>
internal static class Absence
{
    private const int FewFiles = 3; // an answer from fewer files is thin
    private const int MostGroups = 12;
    private static readonly TimeSpan ReadingTime = TimeSpan.FromSeconds(3);

    public static async ValueTask<SearchAnswer> TellAsync(
        ReadyTree tree, SearchRequest request, Ranking ranking, SearchAnswer answer, CancellationToken cancellationToken)
    {
        var absent = new List<AbsentName>();
        var started = TimeProvider.System.GetTimestamp();
        foreach (var name in Names(tree, request, ranking))
        {
            if (await IdentifierCheck.ReadForAsync(
                tree.Corpus, name, () => TimeProvider.System.GetElapsedTime(started) > ReadingTime, cancellationToken).ConfigureAwait(false) is { } read)
            {
                absent.Add(new(name, read, tree.Corpus.FileCount));
            }
        }

        var noWord = ranking.Query.Terms.All(term => tree.Corpus.ChunkFrequency(term.Term) == 0);
        var isThin = absent.Count > 0 || ranking.Files.Count < FewFiles || tree.Pending is not null || noWord;
        return isThin
            ? answer with
            {
                Absent = absent,
                NoWordOccurs = noWord && request.Mode == SearchMode.Ranked && ranking.Query.Terms.Count > 0 && ranking.Files.All(IsByMeaningAlone),
                SkippedBy = Groups(tree),
            }
            : answer;
    }

    /// <summary>No word of the question is in the file's path or in the names it defines either.</summary>
    private static bool IsByMeaningAlone(RankedFile file) =>
        file.Reasons is { StemBoost: 0, DirectoryBoost: 0, SymbolBoost: 0, DefinitionBoost: 0, MentionBoost: 0 };

    private static IReadOnlyList<string> Names(ReadyTree tree, SearchRequest request, Ranking ranking)
    {
        if (request.Mode == SearchMode.Exact)
        {
            return ranking.Files.Count == 0 ? [request.Query] : [];
        }

        // The ranking may have mended the name; what was asked counts.
        return request.Mode == SearchMode.Regex ? [] : IdentifierCheck.NamesOf(QueryAnalysis.Analyze(request.Query, tree.Corpus.Options));
    }

    private static List<SkippedGroup> Groups(ReadyTree tree) =>
        [.. tree.Manifest.WithoutContent
            .GroupBy(entry => (entry.Skip.Reason, Rule: entry.Skip.Reason == SkipReason.TooLarge ? null : entry.Skip.Rule))
            .Select(group => new SkippedGroup(group.Key.Reason, group.Key.Rule ?? group.First().Skip.Rule, group.Count(), group.First().Path.Value))
            .OrderByDescending(group => group.Count).ThenBy(group => group.Example, StringComparer.Ordinal)
            .Take(MostGroups)];
}
