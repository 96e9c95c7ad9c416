using System.Runtime.Intrinsics;

namespace McpContextBrowser.ModelBuilder.Training;

/// <summary>
/// The model while it learns: a row and two weights a token, and a step of gradient descent for the symmetric InfoNCE loss
/// (A. van den Oord et al., 2018; both ways as in A. Radford et al., 2021): y = Σ (1 + ln tf) · weight_side · row, z = y / ‖y‖, and each
/// query must choose its document among all of the batch, each document its query. Pairs of one file are no wrong answers to each other.
/// </summary>
/// <remarks>Each number is computed by one thread, in an order that no thread changes: the result does not depend on their count.</remarks>
internal sealed unsafe class Network
{
    private const int RowsAtOnce = 16; // even
    private const float Never = -1e9f;

    private readonly int _dimensions;
    private readonly float _temperature;
    private readonly ParallelOptions _parallel;
    private readonly float[] _rowSquares;
    private readonly float[] _weightSquares; // queries, then documents
    private readonly int[] _uses; // entries of each token in this step, then where they begin
    private float[] _vectors = []; // queries, then documents
    private float[] _gradients = [];
    private float[] _norms = [];
    private float[] _forth = []; // queries × documents
    private float[] _back = []; // documents × queries
    private float[] _turned = [];

    public Network(int tokens, TrainingOptions options, int threads)
    {
        _dimensions = options.Dimensions;
        _temperature = options.Temperature;
        _parallel = new() { MaxDegreeOfParallelism = threads };
        Rows = new float[tokens * _dimensions];
        _rowSquares = new float[tokens * _dimensions];
        Weights = new float[2 * tokens];
        _weightSquares = new float[2 * tokens];
        _uses = new int[tokens + 1];
        Learnt = new bool[tokens];
        Array.Fill(Weights, 1f);
        var spread = MathF.Sqrt(3f / _dimensions); // a row's expected length is 1
        for (var i = 0; i < Rows.Length; i++)
        {
            Rows[i] = ((2 * Hash.Unit(Hash.At((ulong)options.Seed, 0, (ulong)i))) - 1) * spread;
        }
    }

    /// <summary>Tokens × dimensions.</summary>
    public float[] Rows { get; }

    /// <summary>Of queries, then of documents.</summary>
    public float[] Weights { get; }

    /// <summary>Tokens that any step has seen.</summary>
    public bool[] Learnt { get; }

    /// <summary>Learns from one batch.</summary>
    /// <returns>The mean loss of a pair before the step.</returns>
    public float Step(Batch batch, float rate)
    {
        var count = batch.Count;
        var padded = (count + 3) & ~3; // zero rows behind, so that the kernels need no rest
        Reserve(padded);
        float loss;
        fixed (float* vectors = _vectors, gradients = _gradients, forth = _forth, back = _back, turned = _turned, rows = Rows)
        {
            var (z, dz, there, here, flipped, e) = ((nint)vectors, (nint)gradients, (nint)forth, (nint)back, (nint)turned, (nint)rows);
            Parallel.For(0, 2 * count, _parallel, text => Encode(batch[text], (float*)e, text >= count, (float*)z + (Place(text, count, padded) * _dimensions), out _norms[text]));
            var documents = z + ((nint)padded * _dimensions * sizeof(float));
            InBlocks(padded, (first, last) =>
            {
                Kernels.Products((float*)z, (float*)documents, (float*)there, first, last, padded, _dimensions, 1 / _temperature);
                Mask(batch, (float*)there, first, Math.Min(last, count), padded);
            });
            Transpose((float*)there, (float*)here, padded);
            var losses = new float[2 * count];
            Parallel.For(0, 2 * count, _parallel, row => losses[row] = row < count
                ? Softmax((float*)there + ((nint)row * padded), row, count, padded)
                : Softmax((float*)here + ((nint)(row - count) * padded), row - count, count, padded));
            loss = losses.Sum() / (2 * count);
            Combine((float*)there, (float*)here, (float*)flipped, count, padded);
            var half = 0.5f / _temperature;
            InBlocks(padded, (first, last) =>
            {
                Kernels.WeightedSums((float*)there, (float*)documents, (float*)dz, first, last, padded, _dimensions, half);
                Kernels.WeightedSums((float*)flipped, (float*)z, (float*)dz + ((nint)padded * _dimensions), first, last, padded, _dimensions, half);
            });
            Parallel.For(0, 2 * count, _parallel, text =>
            {
                var at = Place(text, count, padded) * _dimensions;
                ThroughNorm((float*)z + at, (float*)dz + at, _norms[text]);
            });
        }

        Descend(batch, padded, rate);
        return loss;
    }

    private static nint Place(int text, int count, int padded) => text < count ? text : text - count + padded;

    private void Reserve(int padded)
    {
        if (_vectors.Length < 2 * padded * _dimensions)
        {
            _gradients = new float[2 * padded * _dimensions];
            _norms = new float[2 * padded];
        }

        if (_vectors.Length != 2 * padded * _dimensions)
        {
            _vectors = new float[2 * padded * _dimensions]; // zero behind the last text
            _forth = new float[padded * padded];
            _back = new float[padded * padded];
            _turned = new float[padded * padded];
        }
        else
        {
            Array.Clear(_vectors);
        }
    }

    private void InBlocks(int rows, Action<int, int> work) =>
        Parallel.For(0, (rows + RowsAtOnce - 1) / RowsAtOnce, _parallel, block => work(block * RowsAtOnce, Math.Min(rows, (block + 1) * RowsAtOnce)));

    private void Encode(Batch.Text text, float* rows, bool isDocument, float* vector, out float norm)
    {
        var weights = Weights.AsSpan(isDocument ? Weights.Length / 2 : 0);
        for (var i = 0; i < text.Ids.Length; i++)
        {
            Kernels.Add(vector, rows + ((nint)text.Ids[i] * _dimensions), text.Weights[i] * weights[text.Ids[i]], _dimensions);
        }

        norm = MathF.Sqrt(Kernels.Dot(vector, vector, _dimensions) + 1e-12f);
        for (var k = 0; k < _dimensions; k++)
        {
            vector[k] /= norm;
        }
    }

    private static void Mask(Batch batch, float* scores, int first, int last, int padded)
    {
        for (var i = first; i < last; i++)
        {
            for (var j = 0; j < batch.Count; j++)
            {
                if (i != j && batch.Files[i] == batch.Files[j])
                {
                    scores[((nint)i * padded) + j] = Never;
                }
            }
        }
    }

    private void Transpose(float* from, float* to, int size) => InBlocks(size, (first, last) =>
    {
        for (var i = 0; i < size; i++)
        {
            for (var j = first; j < last; j++)
            {
                to[((nint)j * size) + i] = from[((nint)i * size) + j];
            }
        }
    });

    /// <summary>Turns scores into probabilities; what lies behind the last pair gets none.</summary>
    /// <returns>−ln of the right one's.</returns>
    private static float Softmax(float* row, int right, int count, int padded)
    {
        for (var j = count; j < padded; j++)
        {
            row[j] = Never;
        }

        var most = row[0];
        for (var j = 1; j < count; j++)
        {
            most = MathF.Max(most, row[j]);
        }

        var aim = row[right] - most;
        Vector256<float> sums = default;
        var highest = Vector256.Create(most);
        var whole = padded & ~(Kernels.Lanes - 1);
        for (var j = 0; j < whole; j += Kernels.Lanes)
        {
            var power = Kernels.Exp(Vector256.Load(row + j) - highest);
            power.Store(row + j);
            sums += power;
        }

        var sum = Kernels.Sum(sums);
        for (var j = whole; j < padded; j++)
        {
            row[j] = Kernels.Exp(Vector256.Create(row[j] - most)).ToScalar();
            sum += row[j];
        }

        for (var j = 0; j < padded; j++)
        {
            row[j] /= sum;
        }

        for (var j = count; j < padded; j++)
        {
            row[j] = 0;
        }

        return MathF.Log(sum) - aim; // told to people, used for nothing
    }

    /// <summary>Gradient of both losses by score: P forth + P back − 2 for the right one, as it is and transposed.</summary>
    private void Combine(float* forth, float* back, float* turned, int count, int padded)
    {
        InBlocks(padded, (first, last) =>
        {
            for (var i = 0; i < padded; i++)
            {
                for (var j = first; j < last; j++)
                {
                    turned[((nint)j * padded) + i] = i < count && j < count ? forth[((nint)i * padded) + j] + back[((nint)j * padded) + i] - (i == j ? 2 : 0) : 0;
                }
            }
        });
        Transpose(turned, forth, padded);
    }

    /// <summary>From the gradient by z = y/‖y‖ to that by y: (dz − z (z·dz)) / ‖y‖.</summary>
    private void ThroughNorm(float* z, float* dz, float norm)
    {
        Kernels.Add(dz, z, -Kernels.Dot(z, dz, _dimensions), _dimensions);
        for (var k = 0; k < _dimensions; k++)
        {
            dz[k] /= norm;
        }
    }

    /// <summary>Gathers what all texts say of each token, in the order of the texts, and moves its row and weights.</summary>
    private void Descend(Batch batch, int padded, float rate)
    {
        var count = batch.Count;
        Array.Clear(_uses);
        var all = 0;
        for (var text = 0; text < 2 * count; text++)
        {
            foreach (var id in batch[text].Ids)
            {
                _uses[id + 1]++;
                all++;
            }
        }

        var seen = new List<int>();
        for (var id = 0; id < Learnt.Length; id++)
        {
            if (_uses[id + 1] > 0)
            {
                seen.Add(id);
                Learnt[id] = true;
            }

            _uses[id + 1] += _uses[id];
        }

        var entries = new (int Text, float Weight)[all];
        var next = _uses.AsSpan(0, Learnt.Length).ToArray();
        for (var text = 0; text < 2 * count; text++)
        {
            var (ids, weights) = batch[text];
            for (var i = 0; i < ids.Length; i++)
            {
                entries[next[ids[i]]++] = (text, weights[i]);
            }
        }

        Parallel.For(0, (seen.Count + RowsAtOnce - 1) / RowsAtOnce, _parallel, () => new float[_dimensions], (block, _, gradient) =>
        {
            fixed (float* rows = Rows, squares = _rowSquares, gradients = _gradients, g = gradient)
            {
                for (var i = block * RowsAtOnce; i < Math.Min(seen.Count, (block + 1) * RowsAtOnce); i++)
                {
                    Move(seen[i], entries.AsSpan(_uses[seen[i]].._uses[seen[i] + 1]), count, padded, rate, rows, squares, gradients, g);
                }
            }

            return gradient;
        }, _ => { });
    }

    private void Move(int token, ReadOnlySpan<(int Text, float Weight)> entries, int count, int padded, float rate, float* rows, float* squares, float* gradients, float* g)
    {
        var row = rows + ((nint)token * _dimensions);
        new Span<float>(g, _dimensions).Clear();
        Span<float> byWeight = stackalloc float[2];
        byWeight.Clear();
        foreach (var (text, weight) in entries)
        {
            var side = text < count ? 0 : 1;
            var dy = gradients + (Place(text, count, padded) * _dimensions);
            Kernels.Add(g, dy, weight * Weights[(side * Learnt.Length) + token], _dimensions);
            byWeight[side] += weight * Kernels.Dot(row, dy, _dimensions);
        }

        Kernels.Adagrad(row, squares + ((nint)token * _dimensions), g, rate, _dimensions);
        for (var side = 0; side < 2; side++)
        {
            var at = (side * Learnt.Length) + token;
            _weightSquares[at] += byWeight[side] * byWeight[side];
            Weights[at] -= rate * byWeight[side] / (MathF.Sqrt(_weightSquares[at]) + 1e-10f);
        }
    }
}
