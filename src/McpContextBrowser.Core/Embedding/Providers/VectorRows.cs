using System.Runtime.InteropServices;
using System.Text.Json;
using McpContextBrowser.Core.Embedding.Static;

namespace McpContextBrowser.Core.Embedding.Providers;

/// <summary>
/// Where the vectors of one answer go. Only what can be searched gets in: as many floats as expected, all finite, not all zero;
/// each row once; and it is scaled to length 1.
/// </summary>
/// <param name="count">Vectors that were asked for.</param>
/// <param name="dimensions">Floats of each; 0 takes the length of the first.</param>
internal sealed class VectorRows(int count, int dimensions)
{
    private readonly bool[] _filled = new bool[count];
    private float[] _values = new float[count * dimensions];
    private float[] _row = new float[dimensions == 0 ? 4096 : dimensions];
    private int _next;

    public int Dimensions { get; private set; } = dimensions;

    /// <summary>Row after row; complete once <see cref="RequireAll"/> was passed.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>Reads the vector at the reader, an array of numbers or base64 of little-endian float32, into the next row.</summary>
    public void ReadNext(ref Utf8JsonReader json) => Read(ref json, _next++);

    /// <summary>Reads the vector at the reader into a row.</summary>
    public void Read(ref Utf8JsonReader json, int index)
    {
        var length = json.TokenType == JsonTokenType.String ? ReadBase64(ref json) : ReadNumbers(ref json);
        if (Dimensions == 0 && length > 0)
        {
            Dimensions = length;
            _values = new float[count * length];
        }

        if ((uint)index >= (uint)count || _filled[index])
        {
            throw AttemptFailure.BadAnswer($"answered with another number of vectors than the {count} asked for");
        }

        if (length != Dimensions)
        {
            throw AttemptFailure.BadAnswer($"answered with a vector of {length} dimensions instead of {Dimensions}");
        }

        var row = _row.AsSpan(0, length);
        var largest = 0f;
        foreach (var value in row)
        {
            if (!float.IsFinite(value))
            {
                throw AttemptFailure.BadAnswer("answered with a vector that holds no numbers");
            }

            largest = Math.Max(largest, Math.Abs(value));
        }

        // A vector of zeros would be found by no question and look like an empty text.
        if (largest is 0 or > 1e15f)
        {
            throw AttemptFailure.BadAnswer("answered with a vector of zeros or of absurd length");
        }

        foreach (ref var value in row)
        {
            value /= largest; // keeps the squares of tiny and of huge numbers in range
        }

        RowSum.Normalise(row);
        row.CopyTo(_values.AsSpan(index * length));
        _filled[index] = true;
    }

    /// <exception cref="AttemptFailure">Some row is missing.</exception>
    public void RequireAll()
    {
        if (_filled.AsSpan().Contains(false))
        {
            throw AttemptFailure.BadAnswer($"answered with fewer than the {count} vectors asked for");
        }
    }

    private int ReadNumbers(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("A vector is no array.");
        }

        var length = 0;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            Reserve(length + 1);
            _row[length++] = json.TokenType == JsonTokenType.Number ? json.GetSingle() : float.NaN; // null or "NaN" instead of a number
        }

        return length;
    }

    private int ReadBase64(ref Utf8JsonReader json)
    {
        var bytes = json.GetBytesFromBase64();
        if (bytes.Length % sizeof(float) != 0)
        {
            throw new JsonException("A base64 vector is torn.");
        }

        Reserve(bytes.Length / sizeof(float));
        MemoryMarshal.Cast<byte, float>(bytes).CopyTo(_row);
        return bytes.Length / sizeof(float);
    }

    private void Reserve(int length)
    {
        const int Longest = 1 << 16; // no model's vector; a server that sends more is not answering
        if (length > Longest)
        {
            throw AttemptFailure.BadAnswer($"answered with a vector of more than {Longest} dimensions");
        }

        if (length > _row.Length)
        {
            Array.Resize(ref _row, Math.Max(length, _row.Length * 2));
        }
    }
}
