namespace McpContextBrowser.Core.Vectors;

/// <summary>What "near" means. The numbers are part of the snapshot format.</summary>
public enum VectorMeasure
{
    /// <summary>Inner product of unit vectors; vectors are brought to length 1 when added, so zero is refused.</summary>
    Cosine = 0,

    /// <summary>Inner product of the vectors as they are.</summary>
    InnerProduct = 1,

    /// <summary>Squared Euclidean distance; scores are its negative.</summary>
    SquaredEuclidean = 2,
}
