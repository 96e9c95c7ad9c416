using McpContextBrowser.Core.Vectors;

namespace McpContextBrowser.Tests.Vectors;

/// <summary>Vectors for tests: clustered as embeddings are, the same for the same seed.</summary>
internal static class SeededVectors
{
    /// <summary>Unit vectors around random centres; of one seed, queries lie near the same centres as the base.</summary>
    public static float[][] Clustered(int count, int dimensions, int seed, int stream = 0, float noise = 0.6f, int clusters = 40)
    {
        var centreRandom = new Random(seed);
        var centres = new float[clusters][];
        for (var c = 0; c < clusters; c++)
        {
            centres[c] = Gaussian(centreRandom, dimensions);
        }

        var random = new Random((seed * 1000) + stream + 1);
        var vectors = new float[count][];
        for (var i = 0; i < count; i++)
        {
            var centre = centres[random.Next(clusters)];
            var vector = Gaussian(random, dimensions);
            for (var j = 0; j < dimensions; j++)
            {
                vector[j] = centre[j] + (noise * vector[j]);
            }

            vectors[i] = Unit(vector);
        }

        return vectors;
    }

    public static float[] Gaussian(Random random, int dimensions)
    {
        var vector = new float[dimensions];
        for (var j = 0; j < dimensions; j++)
        {
            var radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            vector[j] = (float)(radius * Math.Cos(2 * Math.PI * random.NextDouble()));
        }

        return vector;
    }

    public static float[] Unit(float[] vector)
    {
        var length = Math.Sqrt(vector.Sum(x => (double)x * x));
        return Array.ConvertAll(vector, x => (float)(x / length));
    }

    /// <summary>Score by the plain loop: larger is nearer.</summary>
    public static double Score(float[] a, float[] b, VectorMeasure measure)
    {
        double dot = 0, aa = 0, bb = 0;
        for (var i = 0; i < a.Length; i++)
        {
            dot += (double)a[i] * b[i];
            aa += (double)a[i] * a[i];
            bb += (double)b[i] * b[i];
        }

        return measure switch
        {
            VectorMeasure.Cosine => dot / Math.Sqrt(aa * bb),
            VectorMeasure.InnerProduct => dot,
            _ => (2 * dot) - aa - bb,
        };
    }
}
