namespace McpContextBrowser.Core.Vectors;

/// <summary>The memory of a <see cref="FlatIndex"/>: codes row after row, a scale each, originals by option, ids.</summary>
internal sealed unsafe class FlatRows : IDisposable
{
    private readonly VectorArena _codes;

    public FlatRows(FlatIndexOptions options, IdChains ids, int capacity)
    {
        Options = options;
        Ids = ids;
        RowBytes = Padding.CodesFor(options.Dimensions);
        _codes = new VectorArena((long)RowBytes * capacity);
        Scales = new float[capacity];
        SquaredNorms = options.Measure == VectorMeasure.SquaredEuclidean ? new float[capacity] : [];
        if (options.Originals != OriginalVectors.None)
        {
            Originals = new OriginalRows(options.Originals, options.Dimensions, capacity);
        }
    }

    public FlatIndexOptions Options { get; }

    public IdChains Ids { get; }

    /// <summary>Rows in use: distinct vectors.</summary>
    public int Count { get; set; }

    /// <summary>Padded length of a row of codes.</summary>
    public int RowBytes { get; }

    /// <summary>Width of a code's step, by row.</summary>
    public float[] Scales { get; }

    /// <summary>|x|² of the decoded row; empty unless the measure is Euclidean.</summary>
    public float[] SquaredNorms { get; }

    public OriginalRows? Originals { get; }

    public VectorArena Memory => _codes;

    /// <summary>First byte of a row; valid while <see cref="Memory"/> is held.</summary>
    public byte* Row(int row) => _codes.Pointer + ((long)row * RowBytes);

    public Span<byte> Codes(int firstRow, int rows) => _codes.Span((long)firstRow * RowBytes, rows * RowBytes);

    public void Set(int row, ReadOnlySpan<float> vector)
    {
        var quantizer = ScalarQuantizer.ForVector(vector);
        var codes = Codes(row, 1);
        quantizer.Encode(vector, codes);
        Scales[row] = quantizer.Scale;
        Originals?.Set(row, vector);
        SetNorm(row);
    }

    /// <summary>Derives |x|² from codes and scale.</summary>
    public void SetNorm(int row)
    {
        if (SquaredNorms.Length > 0)
        {
            SquaredNorms[row] = Scales[row] * Scales[row] * ScalarQuantizer.SquaredSteps(Codes(row, 1));
        }
    }

    public ulong HashOf(int row) => Xxh64.Hash(Codes(row, 1), (ulong)BitConverter.SingleToInt32Bits(Scales[row]));

    /// <summary>Whether two rows are the same in everything that is kept.</summary>
    public bool AreSame(int a, int b) =>
        Scales[a] == Scales[b]
        && Codes(a, 1).SequenceEqual(Codes(b, 1))
        && (Originals is null || Originals.Bytes(a, 1).SequenceEqual(Originals.Bytes(b, 1)));

    /// <summary>Distance by codes, from the integer product of the row with the query.</summary>
    public float Distance(int row, int product, in CodeQuery query, float querySquaredNorm)
    {
        var dot = Scales[row] * query.Scale * (product - (ScalarQuantizer.Zero * query.Sum));
        return Options.Measure == VectorMeasure.SquaredEuclidean
            ? SquaredNorms[row] - (2 * dot) + querySquaredNorm
            : -dot;
    }

    public void Dispose()
    {
        _codes.Dispose();
        Originals?.Dispose();
    }
}
