using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace McpContextBrowser.Core.Embedding.Static;

/// <summary>Encodes texts one after the other, with buffers of its own that are used again; one thread at a time.</summary>
internal sealed unsafe class StaticEncoder(StaticModel model)
{
    private const int ShortestSegmented = 4;

    private readonly WordCutter _cutter = new();
    private readonly TokenBag _bag = new(model.TokenCount);

    /// <summary>y = normalise(Σ over distinct tokens t of (1 + ln tf) · scale_side[t] · E[t]).</summary>
    /// <param name="vector">As many floats as the model has dimensions; zero when the text has no known word.</param>
    public void Encode(ReadOnlySpan<char> text, EmbeddingSide side, Span<float> vector)
    {
        CountTokens(text);
        if (_bag.Ids.IsEmpty)
        {
            vector.Clear();
            return;
        }

        var weights = _bag.TakeWeights(model.Scales(side));
        RowSum.Add(model.Rows, model.Dimensions, _bag.Ids, weights, vector);
        RowSum.Normalise(vector);
        _bag.Reset();
    }

    /// <summary>The tokens of a text and how often each occurs, as <see cref="Encode"/> counts them; for the program that trains a model.</summary>
    /// <param name="tokens">Gets them in the order of their first occurrence, behind what it holds.</param>
    public void Count(ReadOnlySpan<char> text, List<(int Id, int Count)> tokens)
    {
        CountTokens(text);
        _bag.TakeCounts(tokens);
    }

    private void CountTokens(ReadOnlySpan<char> text)
    {
        var count = _cutter.Cut(text);
        var starts = _cutter.Starts[..count];
        var ends = _cutter.Ends[..count];
        ref var letters = ref MemoryMarshal.GetReference(_cutter.Letters);
        var words = model.Words;
        for (var i = 0; i < starts.Length; i++)
        {
            ref var word = ref Unsafe.Add(ref letters, starts[i]);
            var length = Math.Min(ends[i] - starts[i], Vocabulary.LongestWord);
            var id = words.Find(in word, length);
            if (id >= 0)
            {
                _bag.Add(id);
                Prefetch(id);
            }
            else if (length >= ShortestSegmented && word > (byte)'9')
            {
                Segmenter.AddPieces(in word, length, model, _bag);
            }
        }
    }

    /// <summary>Asks for a token's row now: most rows lie beyond the second-level cache, and the sum comes a hundred words later.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Prefetch(int id)
    {
        if (Sse.IsSupported)
        {
            var row = model.Rows + ((nint)id * model.Dimensions);
            for (var line = 0; line < model.Dimensions; line += 64)
            {
                Sse.Prefetch0(row + line);
            }
        }
    }
}
