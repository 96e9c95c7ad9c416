using McpContextBrowser.ModelBuilder.Repositories;

namespace McpContextBrowser.ModelBuilder.Pairs;

/// <summary>What was taken out of one repository.</summary>
/// <param name="Row">Its line of the list.</param>
/// <param name="LicenceFiles">Files that hold the licence.</param>
/// <param name="Pairs">By files in git's order, then commits from the newest.</param>
/// <param name="FilesDropped">Near-duplicates of an evaluation tree's files.</param>
/// <param name="QueriesDropped">Pairs whose query is nearly an evaluation question.</param>
/// <param name="Repeated">Pairs that were there before, word by word.</param>
internal sealed record MinedRepository(
    RepositoryRow Row, IReadOnlyList<string> LicenceFiles, IReadOnlyList<Pair> Pairs, int FilesDropped, int QueriesDropped, int Repeated);
