using System.Runtime.CompilerServices;

namespace McpContextBrowser.Core.Embedding.Static;

/// <summary>How often each token occurs in one text. Kept between texts, so that a text costs no allocation; one thread at a time.</summary>
/// <param name="vocabularySize">Ids are below this.</param>
internal sealed class TokenBag(int vocabularySize)
{
    private const int FirstRoom = 1024; // a chunk seldom has more distinct tokens

    /// <summary>1 + ln n for the counts that occur.</summary>
    private static readonly float[] CountWeights = WeighCounts();

    private readonly int[] _counts = new int[vocabularySize];
    private int[] _ids = new int[FirstRoom];
    private float[] _weights = new float[FirstRoom];
    private int _distinct;

    /// <summary>The tokens that occur, in the order of their first occurrence.</summary>
    public ReadOnlySpan<int> Ids => new(_ids, 0, _distinct);

    /// <summary>Counts one occurrence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int id)
    {
        if (_distinct == _ids.Length)
        {
            Grow();
        }

        // Without a branch: new or seen before is as good as a coin toss.
        _ids[_distinct] = id;
        _distinct += _counts[id]++ == 0 ? 1 : 0;
    }

    /// <summary>Turns counts into weights and zeroes them.</summary>
    /// <param name="scales">The learned weight by token.</param>
    /// <returns>(1 + ln count) · scale, one for each of <see cref="Ids"/>; both stay readable until <see cref="Reset"/>.</returns>
    public ReadOnlySpan<float> TakeWeights(ReadOnlySpan<float> scales)
    {
        var weights = new Span<float>(_weights, 0, _distinct);
        for (var i = 0; i < weights.Length; i++)
        {
            var id = _ids[i];
            var count = _counts[id];
            _counts[id] = 0;
            weights[i] = scales[id] * (count < CountWeights.Length ? CountWeights[count] : 1 + MathF.Log(count));
        }

        return weights;
    }

    /// <summary>Hands out the tokens with their counts, and forgets them.</summary>
    public void TakeCounts(List<(int Id, int Count)> tokens)
    {
        foreach (var id in Ids)
        {
            tokens.Add((id, _counts[id]));
            _counts[id] = 0;
        }

        Reset();
    }

    /// <summary>Forgets the tokens of the text that is done, after their weights were taken.</summary>
    public void Reset() => _distinct = 0;

    private static float[] WeighCounts()
    {
        var weights = new float[64];
        for (var n = 1; n < weights.Length; n++)
        {
            weights[n] = 1 + MathF.Log(n);
        }

        return weights;
    }

    private void Grow()
    {
        Array.Resize(ref _ids, _ids.Length * 2);
        Array.Resize(ref _weights, _ids.Length);
    }
}
