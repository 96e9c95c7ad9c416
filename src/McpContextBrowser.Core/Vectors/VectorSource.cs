namespace McpContextBrowser.Core.Vectors;

/// <summary>Gives the vectors of a batch, each once, in order.</summary>
/// <param name="index">Place in the batch.</param>
/// <returns>Dimensions floats; not used after the next call.</returns>
public delegate ReadOnlySpan<float> VectorSource(int index);
