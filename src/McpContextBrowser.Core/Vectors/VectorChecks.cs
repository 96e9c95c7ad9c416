namespace McpContextBrowser.Core.Vectors;

/// <summary>The one place that decides which vectors an index takes, and brings them to length 1 for cosine.</summary>
internal static class VectorChecks
{
    /// <summary>Copies a vector into a padded buffer.</summary>
    /// <param name="vector">What the caller gave.</param>
    /// <param name="dimensions">Length it must have.</param>
    /// <param name="measure">Cosine divides by the length.</param>
    /// <param name="prepared">At least as long; the rest is set to 0.</param>
    /// <param name="squaredNorm">Of the prepared vector.</param>
    /// <returns>False for a zero vector.</returns>
    /// <exception cref="ArgumentException">Wrong length, or a coordinate is not finite, or so large that its square is not.</exception>
    public static bool Prepare(ReadOnlySpan<float> vector, int dimensions, VectorMeasure measure, Span<float> prepared, out float squaredNorm)
    {
        if (vector.Length != dimensions)
        {
            throw new ArgumentException($"The vector has {vector.Length} dimensions, the index {dimensions}.", nameof(vector));
        }

        var sum = Distance.Dot(vector, vector);
        if (!float.IsFinite(sum))
        {
            throw new ArgumentException("The vector has a coordinate that is NaN, infinite, or too large to square.", nameof(vector));
        }

        squaredNorm = sum;
        prepared[vector.Length..].Clear();
        if (measure != VectorMeasure.Cosine || sum == 0)
        {
            vector.CopyTo(prepared);
            return sum != 0;
        }

        var factor = 1f / MathF.Sqrt(sum);
        if (!float.IsFinite(factor))
        {
            return false;
        }

        for (var i = 0; i < vector.Length; i++)
        {
            prepared[i] = vector[i] * factor;
        }

        squaredNorm = 1f;
        return true;
    }
}
