namespace McpContextBrowser.ModelBuilder.Repositories;

/// <summary>One line of <c>repos.tsv</c>.</summary>
/// <param name="Name"><c>owner/name</c>.</param>
/// <param name="Commit">Full name of the commit whose tree and history are read.</param>
/// <param name="Licence">SPDX ids joined by <c> OR </c>; at least one must be on the allow-list.</param>
/// <param name="Split">What its pairs are for.</param>
internal sealed record RepositoryRow(string Name, string Commit, string Licence, Split Split);
