namespace McpContextBrowser.Core.Vectors;

/// <summary>Rows are padded so that the kernels have no tail and every row starts on a cache line.</summary>
internal static class Padding
{
    /// <summary>Bytes of a cache line and of the widest register.</summary>
    public const int Line = 64;

    /// <summary>Rows of codes are a multiple of this many bytes.</summary>
    public const int Codes = 64;

    /// <summary>Rows of floats are a multiple of this many numbers.</summary>
    public const int Floats = 16;

    /// <summary>Largest number of dimensions: sums of code products stay within 32 bits.</summary>
    public const int MostDimensions = 16384;

    public static int CodesFor(int dimensions) => (dimensions + Codes - 1) / Codes * Codes;

    public static int FloatsFor(int dimensions) => (dimensions + Floats - 1) / Floats * Floats;
}
