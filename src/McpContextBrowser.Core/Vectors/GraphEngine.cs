namespace McpContextBrowser.Core.Vectors;

/// <summary>The work on a graph for one kind of row, chosen once; one virtual call for each search or insertion.</summary>
internal abstract class GraphEngine
{
    /// <summary>The engine for a measure, a form of rows and a width of kernels.</summary>
    public static GraphEngine For(HnswOptions options) => options.Simd switch
    {
        SimdLevel.Bits512 => For<Kernel512>(options),
        SimdLevel.Bits256 => For<Kernel256>(options),
        SimdLevel.Bits128 => For<Kernel128>(options),
        _ => For<PlainKernel>(options),
    };

    /// <summary>Fills the beam with the nodes nearest to the prepared query.</summary>
    public abstract void Search(HnswMemory memory, HnswScratch scratch, GraphEntry entry, int breadth);

    /// <summary>As <see cref="Search"/>, but only nodes that pass enter the beam; walks over the others to their neighbours.</summary>
    public abstract void SearchFiltered(HnswMemory memory, HnswScratch scratch, GraphEntry entry, int breadth, NodeFilter filter);

    /// <summary>Distance of one node to the prepared query.</summary>
    public abstract float Distance(HnswMemory memory, HnswScratch scratch, int node);

    /// <summary>Gives a node links on all its layers, then gives the chosen nodes links back.</summary>
    /// <param name="memory">The graph; the node's row is set and its lists are empty or old.</param>
    /// <param name="scratch">Of this thread.</param>
    /// <param name="node">Not yet reachable, or to be linked anew.</param>
    /// <param name="entry">Where to begin; another node.</param>
    /// <param name="graph">What all threads share.</param>
    public abstract void Link(HnswMemory memory, HnswScratch scratch, int node, GraphEntry entry, GraphWork graph);

    /// <summary>Chooses the links of a node on a layer anew.</summary>
    /// <param name="memory">The graph.</param>
    /// <param name="scratch">Of this thread.</param>
    /// <param name="node">Whose links they are.</param>
    /// <param name="layer">On which layer.</param>
    /// <param name="candidates">Any nodes; repeated ones and the node itself are left out.</param>
    /// <param name="graph">What all threads share.</param>
    public abstract void Relink(HnswMemory memory, HnswScratch scratch, int node, int layer, ReadOnlySpan<int> candidates, GraphWork graph);

    /// <summary>
    /// Makes a node reachable that no list leads to: near nodes with a free slot on layer 0 get a link to it, or one near
    /// node gives up the link whose target most other links lead to.
    /// </summary>
    /// <param name="memory">The graph.</param>
    /// <param name="scratch">Of this thread.</param>
    /// <param name="node">The node that is lost.</param>
    /// <param name="entry">Where to begin.</param>
    /// <param name="graph">Links and ids.</param>
    /// <param name="arriving">Links that arrive at each node; kept up to date.</param>
    public abstract void Attach(HnswMemory memory, HnswScratch scratch, int node, GraphEntry entry, GraphWork graph, int[] arriving);

    private static GraphEngine For<TKernel>(HnswOptions options)
        where TKernel : struct, IVectorKernel
    {
        var euclidean = options.Measure == VectorMeasure.SquaredEuclidean;
        return options.Codes
            ? euclidean ? new GraphEngine<CodeEuclideanScorer<TKernel>>() : new GraphEngine<CodeDotScorer<TKernel>>()
            : euclidean ? new GraphEngine<FloatEuclideanScorer<TKernel>>() : new GraphEngine<FloatDotScorer<TKernel>>();
    }
}
