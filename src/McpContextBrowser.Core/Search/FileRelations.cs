namespace McpContextBrowser.Core.Search;

/// <summary>
/// Files that are related to one by the names they mention, by text alone: which definition of a name is meant is not looked at.
/// As in <see cref="NameMentions"/>, only names of several words count that few files define and not very many mention.
/// </summary>
/// <param name="MentionedBy">Files that mention names which the file defines; most first.</param>
/// <param name="Mentions">Files that define names which the file mentions; most first.</param>
public sealed record FileRelations(IReadOnlyList<int> MentionedBy, IReadOnlyList<int> Mentions)
{
    /// <summary>Relates a file.</summary>
    /// <param name="corpus">The tree.</param>
    /// <param name="place">The file.</param>
    /// <param name="text">All of it.</param>
    /// <param name="most">Files named each way.</param>
    public static FileRelations Of(SearchCorpus corpus, int place, string text, int most) =>
        new(Best(corpus.Mentions.Of(place), most), Best(corpus.Mentions.By(place, text), most));

    private static List<int> Best(NameMentions.Mentioning files, int most) =>
        [.. files.Places.Zip(files.Weights).OrderByDescending(file => file.Second).ThenBy(file => file.First).Take(most).Select(file => file.First)];
}
