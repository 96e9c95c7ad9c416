using System.Text;
using McpContextBrowser.Core.Embedding.Static;
using McpContextBrowser.ModelBuilder.Pairs;
using McpContextBrowser.ModelBuilder.Repositories;

namespace McpContextBrowser.ModelBuilder.Training;

/// <summary>
/// The words of a model: the most frequent ones that at least two repositories use, and every pair of letters, so that any other word
/// can be cut into pieces.
/// </summary>
/// <param name="Words">Most frequent first; equally frequent ones by their letters.</param>
/// <param name="LogProbabilities">Natural logarithms of their shares.</param>
internal sealed record WordList(IReadOnlyList<string> Words, float[] LogProbabilities)
{
    private const int LeastRepositories = 2;

    /// <param name="repositories">Those of the split <see cref="Split.Train"/> are counted.</param>
    /// <param name="most">Words to take, more than the 676 pairs of letters.</param>
    /// <param name="threads">Repositories that are counted at once.</param>
    public static WordList Of(IReadOnlyList<MinedRepository> repositories, int most, int threads)
    {
        var counts = new Dictionary<string, (long Count, int Repositories)>(StringComparer.Ordinal);
        foreach (var counted in repositories.Where(mined => mined.Row.Split == Split.Train).AsParallel().AsOrdered().WithDegreeOfParallelism(threads).Select(Count))
        {
            foreach (var (word, count) in counted)
            {
                var before = counts.GetValueOrDefault(word);
                counts[word] = (before.Count + count, before.Repositories + 1);
            }
        }

        var pieces = Pieces().ToHashSet(StringComparer.Ordinal);
        var chosen = counts.Where(word => word.Value.Repositories >= LeastRepositories && !pieces.Contains(word.Key))
            .OrderByDescending(word => word.Value.Count).ThenBy(word => word.Key, StringComparer.Ordinal).Take(most - pieces.Count)
            .Select(word => (Word: word.Key, word.Value.Count))
            .Concat(pieces.Select(piece => (piece, counts.GetValueOrDefault(piece).Count)))
            .OrderByDescending(word => word.Item2).ThenBy(word => word.Item1, StringComparer.Ordinal).ToList();
        var all = (double)chosen.Sum(word => word.Item2 + 1);
        return new([.. chosen.Select(word => word.Item1)], [.. chosen.Select(word => (float)Math.Log((word.Item2 + 1) / all))]);
    }

    private static IEnumerable<string> Pieces() => from a in Enumerable.Range('a', 26) from b in Enumerable.Range('a', 26) select $"{(char)a}{(char)b}";

    private static Dictionary<string, long> Count(MinedRepository mined)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        var known = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        var cutter = new WordCutter();
        Span<char> letters = stackalloc char[Vocabulary.LongestWord];
        foreach (var pair in mined.Pairs)
        {
            foreach (var text in (ReadOnlySpan<string>)[pair.Path, pair.Query, pair.Document])
            {
                var words = cutter.Cut(text);
                for (var i = 0; i < words; i++)
                {
                    var word = cutter.Letters[cutter.Starts[i]..cutter.Ends[i]];
                    if (word[0] > (byte)'9' || word.Length <= Vocabulary.LongestNumber)
                    {
                        var length = Encoding.Latin1.GetChars(word[..Math.Min(word.Length, Vocabulary.LongestWord)], letters);
                        System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(known, letters[..length], out _)++;
                    }
                }
            }
        }

        return counts;
    }
}
