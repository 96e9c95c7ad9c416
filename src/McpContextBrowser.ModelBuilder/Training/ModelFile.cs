using System.Text;
using McpContextBrowser.Core.Embedding.Static;

namespace McpContextBrowser.ModelBuilder.Training;

/// <summary>Writes the layout that <see cref="StaticModel"/> reads.</summary>
internal static class ModelFile
{
    private const int Largest = sbyte.MaxValue;

    /// <summary>Rounds each row to int8 by its own step, and multiplies the learned weights of its token by the step.</summary>
    /// <param name="path">File to write.</param>
    /// <param name="words">V words, and their log probabilities.</param>
    /// <param name="dimensions">D.</param>
    /// <param name="rows">V × D floats.</param>
    /// <param name="queryWeights">V.</param>
    /// <param name="documentWeights">V.</param>
    public static void Write(string path, WordList words, int dimensions, ReadOnlySpan<float> rows, ReadOnlySpan<float> queryWeights, ReadOnlySpan<float> documentWeights)
    {
        var count = words.Words.Count;
        var (query, document) = (new float[count], new float[count]);
        var rounded = new sbyte[count * dimensions];
        for (var token = 0; token < count; token++)
        {
            var row = rows.Slice(token * dimensions, dimensions);
            var most = 0f;
            foreach (var value in row)
            {
                most = MathF.Max(most, MathF.Abs(value));
            }

            var step = most > 0 ? most / Largest : 1;
            for (var i = 0; i < dimensions; i++)
            {
                rounded[(token * dimensions) + i] = (sbyte)MathF.Round(row[i] / step);
            }

            query[token] = queryWeights[token] * step;
            document[token] = documentWeights[token] * step;
        }

        using var stream = File.Create(path);
        using var writer = new BinaryWriter(stream);
        writer.Write("CTXE0001"u8);
        writer.Write(count);
        writer.Write(dimensions);
        foreach (var value in (IEnumerable<float>)[.. query, .. document, .. words.LogProbabilities])
        {
            writer.Write(value); // little-endian everywhere
        }

        writer.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(rounded.AsSpan()));
        var list = Encoding.ASCII.GetBytes(string.Concat(words.Words.Select(word => word + "\n")));
        writer.Write(list.Length);
        writer.Write(list);
    }
}
