using System.Runtime.CompilerServices;

namespace McpContextBrowser.Core.Embedding.Static;

/// <summary>
/// Cuts a word the model does not know into pieces it knows, by the most likely path (Viterbi): each piece of 2 to 20 letters
/// costs 1 − its log probability, each letter passed over costs 18. The first of equally good paths wins.
/// </summary>
internal static unsafe class Segmenter
{
    private const int ShortestPiece = 2;
    private const int LongestPiece = 20;
    private const double PiecePrice = 1.0;
    private const double SkipPrice = 18.0;

    /// <summary>Adds the pieces of one word to a bag.</summary>
    /// <param name="word">Its first byte, ASCII letters in lower case; <see cref="WordCutter.Padding"/> bytes behind it must be readable.</param>
    /// <param name="n">Letters, at most <see cref="Vocabulary.LongestWord"/>.</param>
    [SkipLocalsInit]
    public static void AddPieces(ref readonly byte word, int n, StaticModel model, TokenBag bag)
    {
        var best = stackalloc double[Vocabulary.LongestWord + 1];
        var from = stackalloc int[Vocabulary.LongestWord + 1];
        var piece = stackalloc int[Vocabulary.LongestWord + 1];
        best[0] = 0;
        new Span<double>(best + 1, n).Fill(double.NegativeInfinity);

        for (var i = 0; i < n; i++)
        {
            if (best[i] - SkipPrice > best[i + 1])
            {
                best[i + 1] = best[i] - SkipPrice;
                from[i + 1] = i;
                piece[i + 1] = -1;
            }

            ref readonly var first = ref Unsafe.Add(ref Unsafe.AsRef(in word), i);
            var longest = Math.Min(LongestPiece, n - i);
            for (var length = ShortestPiece; length <= longest; length++)
            {
                var id = model.Words.Find(in first, length);
                if (id < 0)
                {
                    continue;
                }

                var score = best[i] + model.LogProbabilities[id] - PiecePrice;
                if (score > best[i + length])
                {
                    best[i + length] = score;
                    from[i + length] = i;
                    piece[i + length] = id;
                }
            }
        }

        for (var i = n; i > 0; i = from[i])
        {
            if (piece[i] >= 0)
            {
                bag.Add(piece[i]);
            }
        }
    }
}
