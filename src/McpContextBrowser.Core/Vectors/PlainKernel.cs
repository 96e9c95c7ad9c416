namespace McpContextBrowser.Core.Vectors;

/// <summary>The oracle: what the other kernels have to compute.</summary>
internal readonly unsafe struct PlainKernel : IVectorKernel
{
    public static float Dot(float* a, float* b, int length)
    {
        var sum = 0f;
        for (var i = 0; i < length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    public static float SquaredDistance(float* a, float* b, int length)
    {
        var sum = 0f;
        for (var i = 0; i < length; i++)
        {
            var difference = a[i] - b[i];
            sum += difference * difference;
        }

        return sum;
    }

    public static int Dot(byte* codes, in CodeQuery query, int length)
    {
        var values = query.Values;
        var sum = 0;
        for (var i = 0; i < length; i++)
        {
            sum += codes[i] * values[i];
        }

        return sum;
    }
}
