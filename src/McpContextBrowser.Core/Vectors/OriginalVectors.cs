namespace McpContextBrowser.Core.Vectors;

/// <summary>In what form an index of 8-bit codes keeps the vectors themselves, to score the best candidates exactly.</summary>
public enum OriginalVectors
{
    /// <summary>Not at all: scores are those of the codes, about .001 off in cosine.</summary>
    None = 0,

    /// <summary>2 bytes a dimension, about .0001 off in cosine.</summary>
    Half = 1,

    /// <summary>4 bytes a dimension, exact.</summary>
    Full = 2,
}
