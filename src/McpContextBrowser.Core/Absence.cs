using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Files.Secrets;
using McpContextBrowser.Core.Lexical;
using McpContextBrowser.Core.Search;

namespace McpContextBrowser.Core;

/// <summary>Tells what an answer did not find, and where it could not look: an agent must be able to rely on “there is none”.</summary>
internal static class Absence
{
    private const int FewFiles = 3; // an answer from fewer files is thin
    private const int MostGroups = 12;
    private const int MostNames = 3;
    private const int LongestName = 256; // a longer one is no name, and to repeat it is of no use to anybody

    /// <summary>Said beside a name that occurs nowhere when texts lost something that was taken for a secret.</summary>
    public const string SecretsNote = "What was taken for a secret was left out of the index and not searched.";

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
        var isThin = absent.Count > 0 || ranking.Files.Count < Math.Min(FewFiles, request.Limit) || tree.Pending is not null || noWord;
        if (!isThin)
        {
            return answer;
        }

        return Named(
            answer with
            {
                Absent = absent,
                NoWordOccurs = noWord && request.Mode == SearchMode.Ranked && ranking.Query.Terms.Count > 0 && ranking.Files.All(IsByMeaningAlone),
                Notes = absent.Count > 0 && tree.ScansForSecrets && MayHaveSecrets(tree.Corpus) ? [.. answer.Notes, SecretsNote] : answer.Notes,
            },
            Groups(tree));
    }

    /// <summary>The answer with as many groups as it is given, most important first, and the number of paths in the others.</summary>
    public static SearchAnswer Named(SearchAnswer answer, IEnumerable<SkippedGroup> groups)
    {
        var all = groups.OrderByDescending(group => group.Count).ThenBy(group => group.Example, StringComparer.Ordinal).ToList();
        var first = all.DistinctBy(group => group.Reason).ToList();
        return Cut(answer with { SkippedBy = [.. first, .. all.Except(first)] }, MostGroups);
    }

    /// <summary>The answer with at most so many groups; the paths of the others are counted.</summary>
    public static SearchAnswer Cut(SearchAnswer answer, int most) => answer.SkippedBy is { } groups && groups.Count > most
        ? answer with { SkippedBy = [.. groups.Take(most)], SkippedByOthers = answer.SkippedByOthers + groups.Skip(most).Sum(group => group.Count) }
        : answer;

    /// <summary>Whether a text may have lost something to the scanner of secrets; a filter tells, which takes one of 16,000 texts for such a one.</summary>
    private static bool MayHaveSecrets(SearchCorpus corpus)
    {
        var slots = GramFilter.SlotsOf(SecretScanner.Mark);
        return Enumerable.Range(0, corpus.FileCount).Any(place => corpus.MayHold(place, slots));
    }

    /// <summary>No word of the question is in the file's path or in the names it defines either.</summary>
    private static bool IsByMeaningAlone(RankedFile file) =>
        file.Reasons is { StemBoost: 0, DirectoryBoost: 0, SymbolBoost: 0, DefinitionBoost: 0, MentionBoost: 0 };

    private static IReadOnlyList<string> Names(ReadyTree tree, SearchRequest request, Ranking ranking)
    {
        if (request.Mode == SearchMode.Exact)
        {
            return ranking.Files.Count == 0 && request.Query.Length <= LongestName ? [request.Query] : [];
        }

        if (request.Mode == SearchMode.Regex)
        {
            return [];
        }

        // The ranking may have mended the name; what was asked counts. A phrase that confines the answer to nothing is asked for as it is.
        var syntax = QuestionSyntax.Parse(request.Query, tree.Corpus.Options);
        IReadOnlyList<string> phrases = ranking.Files.Count == 0 ? syntax.Phrases : [];
        return [.. phrases.Concat(IdentifierCheck.NamesOf(QueryAnalysis.Analyze(syntax.Symbol ?? syntax.Words, tree.Corpus.Options)))
            .Where(name => name.Length <= LongestName).Distinct().Take(MostNames)];
    }

    private static IEnumerable<SkippedGroup> Groups(ReadyTree tree) =>
        tree.Manifest.WithoutContent
            .GroupBy(entry => (entry.Skip.Reason, Rule: entry.Skip.Reason == SkipReason.TooLarge ? null : entry.Skip.Rule))
            .Select(group => new SkippedGroup(group.Key.Reason, group.Key.Rule ?? group.First().Skip.Rule, group.Count(), group.First().Path.Value));
}
