using McpContextBrowser.Core.Indexing;
using McpContextBrowser.Core.Search;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Core;

/// <summary>A tree ready to be searched.</summary>
/// <param name="Root">Real path of its root.</param>
/// <param name="Manifest">The committed tree below it.</param>
/// <param name="View">Snapshot, tail and overlay.</param>
/// <param name="Corpus">Its statistics.</param>
/// <param name="Pending">Progress of the indexing job that the answer did not wait for; null when everything is there.</param>
/// <param name="SnapshotProblem">Why the snapshot was not used; null when it was.</param>
/// <param name="Serving">Who is asked about this view's vectors.</param>
internal sealed record ReadyTree(
    string Root, TreeManifest Manifest, IndexView View, SearchCorpus Corpus, IndexProgress? Pending, string? SnapshotProblem, ServingModel Serving);
