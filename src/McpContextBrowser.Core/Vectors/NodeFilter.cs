namespace McpContextBrowser.Core.Vectors;

/// <summary>A filter of ids as a filter of nodes: a node passes with any of its ids.</summary>
/// <param name="Ids">Ids of the nodes.</param>
/// <param name="Allowed">Ids that may be returned.</param>
internal readonly record struct NodeFilter(IdChains Ids, IdFilter Allowed)
{
    public bool Passes(int node) => Ids.Passes(node, Allowed);
}
