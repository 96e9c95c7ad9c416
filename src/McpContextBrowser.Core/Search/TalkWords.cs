using System.Collections.Frozen;
using McpContextBrowser.Core.Lexical;

namespace McpContextBrowser.Core.Search;

/// <summary>
/// Words with which people talk about a change, and which say less of where it is than their rarity in the code promises: in
/// long text they count a part (<see cref="RankingOptions.TalkWordWeight"/>). Source: docs/ranking.md, “Words of talk”.
/// </summary>
internal static class TalkWords
{
    private const string All =
        "able add address affected aligned allow anyone api appears approach autofix automated available basic behaviour better "
        + "break bug build bump change changelog checklist chore ci clarify clean code comment compatibility condition consistent "
        + "context contribution correctly cover describe description design didn docs docstring documentation easier enhance "
        + "ensure etc expose extend feat few fix following format found functionality future give guidelines helper here "
        + "implementation improve incorrectly information inside instead introduced issue leak like link logic longer made make "
        + "minor missing more most motivation move multiple new otherwise outside overall pass perf performance place please "
        + "possible pr pre problem provider raises real reduce redundant refactor reference regression remove rename replace "
        + "required respect review scenario seems similar simplify smile spec special specific standard suggestions support test "
        + "thanks these think tweaks typo underlying understanding unit unnecessary unused update us usage verified violations "
        + "want warning way what";

    // By stem, as the words of a question come.
    private static readonly FrozenSet<string> Stems = All.Split(' ').Select(word => word[..Stemmer.StemLength(word)]).ToFrozenSet(StringComparer.Ordinal);

    /// <param name="stem">In lower case, stemmed.</param>
    public static bool Contains(string stem) => Stems.Contains(stem);
}
