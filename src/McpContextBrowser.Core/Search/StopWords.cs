using System.Collections.Frozen;

namespace McpContextBrowser.Core.Search;

/// <summary>
/// Words that a question has and an answer need not: left out of sentences and long text, never out of a symbol query.
/// Half of all postings that a sentence would touch are theirs.
/// </summary>
internal static class StopWords
{
    private const string All =
        "the a an of for and or to in on how does do is are with by from that what where which when into it its as be at this "
        + "use used using via if not has have can will was were you your we they their there then than so no any all each other "
        + "such only also who why would should could may might must been being about after before between through during without "
        + "within under over up out off per s t re ve ll don doesn isn e g i";

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Set =
        All.Split(' ').ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <param name="word">In lower case, not stemmed.</param>
    public static bool Contains(ReadOnlySpan<char> word) => Set.Contains(word);
}
