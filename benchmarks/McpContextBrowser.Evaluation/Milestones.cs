using McpContextBrowser.Core.Search;

namespace McpContextBrowser.Evaluation;

/// <summary>The order in which the recipe was built: each milestone adds signals to the one before; docs/ranking.md has the scores.</summary>
internal static class Milestones
{
    /// <param name="milestone">
    /// 1 terms, path words, stem boost; 2 definitions for symbol queries; 3 coherence and penalties; 4 identifiers in
    /// sentences; 5 comments at half weight; 6 symbol field, stem field, soft symbol, directories, whole file; 7 all (the
    /// embedding is chosen by <c>--model</c>).
    /// </param>
    public static RankingOptions Options(int milestone)
    {
        var all = RankingOptions.Default;
        return all with
        {
            SymbolQueryWeight = milestone < 2 ? 0 : all.SymbolQueryWeight,
            CoherenceShare = milestone < 3 ? 0 : all.CoherenceShare,
            PathPenalty = milestone < 3 ? 1 : all.PathPenalty,
            DocumentPenalty = milestone < 3 ? 1 : all.DocumentPenalty,
            NamedIdentifierWeight = milestone < 4 ? 0 : all.NamedIdentifierWeight,
            CommentWeight = milestone < 5 ? 1 : all.CommentWeight,
            SymbolWeight = milestone < 6 ? 0 : all.SymbolWeight,
            StemFieldWeight = milestone < 6 ? 1 : all.StemFieldWeight,
            SoftSymbolBoost = milestone < 6 ? 0 : all.SoftSymbolBoost,
            DirectoryBoost = milestone < 6 ? 0 : all.DirectoryBoost,
            FileShare = milestone < 6 ? 0 : all.FileShare,
            LongFileShare = milestone < 6 ? 0 : all.LongFileShare,
            LongStemBoost = milestone < 6 ? 0 : all.LongStemBoost,
        };
    }
}
