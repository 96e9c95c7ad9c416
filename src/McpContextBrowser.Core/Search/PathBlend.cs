using McpContextBrowser.Core.Vectors;

namespace McpContextBrowser.Core.Search;

/// <summary>
/// A chunk's unit vector t and its path's p as one: <c>e = q·(t + w·p)/‖t + w·p‖</c>, with <c>‖t + w·p‖² = 1 + 2w·t·p + w²</c>.
/// Contents are shared by places, so the two vectors are stored apart and only meet in a question.
/// </summary>
internal static class PathBlend
{
    /// <summary>1/‖t + w·p‖ of some chunks.</summary>
    /// <param name="vectors">Holds t.</param>
    /// <param name="path">p; empty when the path has none, then 1.</param>
    /// <param name="ids">The chunks.</param>
    /// <param name="weight">w.</param>
    public static float[] Shrinks(IVectorIndex vectors, ReadOnlySpan<float> path, ReadOnlySpan<int> ids, double weight)
    {
        var shrinks = new float[ids.Length];
        if (path.Length != vectors.Dimensions)
        {
            Array.Fill(shrinks, 1f);
            return shrinks;
        }

        vectors.Score(path, ids, shrinks);
        var w = (float)weight;
        foreach (ref var shrink in shrinks.AsSpan())
        {
            // A chunk without a vector scores negative infinity; what it is multiplied with does not matter.
            shrink = float.IsFinite(shrink) ? 1 / MathF.Sqrt(1 + 2 * w * shrink + w * w) : 1;
        }

        return shrinks;
    }
}
