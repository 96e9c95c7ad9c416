namespace McpContextBrowser.Core.Vectors;

/// <summary>Widths in which the distance kernels exist. The best is chosen once; tests and measurements force the others.</summary>
public enum SimdLevel
{
    /// <summary>A loop without vector instructions: the oracle of the others.</summary>
    Plain = 0,

    /// <summary>SSE4.1 or Arm AdvSimd, with the Arm dot product instructions where present.</summary>
    Bits128 = 1,

    /// <summary>AVX2 with FMA, with AVX-VNNI where present.</summary>
    Bits256 = 2,

    /// <summary>AVX-512 F and BW, with AVX-VNNI where present.</summary>
    Bits512 = 3,
}
