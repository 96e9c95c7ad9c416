using System.Runtime.Intrinsics;

namespace McpContextBrowser.Core.Vectors;

/// <summary>
/// The arithmetic of distances at one <see cref="SimdLevel"/>. Implemented by empty structs that are given as type
/// arguments, so that the loops around them are compiled with the kernel inlined.
/// </summary>
/// <remarks>Lengths are padded (<see cref="Padding"/>); memory is valid for the whole length.</remarks>
internal unsafe interface IVectorKernel
{
    /// <summary>Σ aᵢ·bᵢ; the order of summation depends on the width, so the last bits differ between kernels.</summary>
    static abstract float Dot(float* a, float* b, int length);

    /// <summary>Σ (aᵢ−bᵢ)².</summary>
    static abstract float SquaredDistance(float* a, float* b, int length);

    /// <summary>Σ codeᵢ·valueᵢ, exact: the same in every kernel.</summary>
    static abstract int Dot(byte* codes, in CodeQuery query, int length);

    /// <summary>Σ codeᵢ·stepᵢ, exact: the same in every kernel.</summary>
    static abstract int Dot(byte* codes, sbyte* steps, int length);

    /// <summary>As <see cref="Dot(float*, float*, int)"/> for four rows at once, which may be the same.</summary>
    static abstract Vector128<float> Dots(in RowGroup rows, float* aim, int length);

    /// <summary>As <see cref="SquaredDistance"/> for four rows at once.</summary>
    static abstract Vector128<float> SquaredDistances(in RowGroup rows, float* aim, int length);

    /// <summary>As <see cref="Dot(byte*, sbyte*, int)"/> for four rows at once.</summary>
    static abstract Vector128<int> Dots(in RowGroup rows, sbyte* steps, int length);
}
