using McpContextBrowser.Core.Embedding;

namespace McpContextBrowser.Core.Search;

/// <summary>A tree that a question is asked of.</summary>
/// <param name="Corpus">The tree.</param>
/// <param name="Embedder">The model that made its vectors; null searches it by words alone.</param>
public sealed record SearchedTree(SearchCorpus Corpus, IEmbedder? Embedder);
