using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace McpContextBrowser.Core.Search.Packing;

/// <summary>
/// Counts what a text costs the model that reads it: byte-pair encoding with cl100k and with o200k, whichever gives more tokens.
/// </summary>
/// <remarks>
/// Exact for both vocabularies, but for runs without a break above <see cref="LongestRun"/> bytes, which are counted in pieces and
/// come out a little too high, and for letters outside the basic plane. Safe for many threads; allocates nothing.
/// </remarks>
public static partial class TokenCounter
{
    private const int LongestRun = 128; // merging takes the square of it

    // Published with tiktoken (openai_public.py); atomic groups and possessive quantifiers change nothing in what is matched.
    [GeneratedRegex(@"'(?:[sS]|[dD]|[mM]|[tT]|[lL][lL]|[vV][eE]|[rR][eE])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s+\z|\s*[\r\n]|\s+(?!\S)|\s")]
    private static partial Regex Cl100KRuns();

    [GeneratedRegex(@"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?:'(?:[sS]|[dD]|[mM]|[tT]|[lL][lL]|[vV][eE]|[rR][eE]))?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?:'(?:[sS]|[dD]|[mM]|[tT]|[lL][lL]|[vV][eE]|[rR][eE]))?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+")]
    private static partial Regex O200KRuns();

    /// <summary>Tokens of a text: the larger of both counts.</summary>
    public static int Count(ReadOnlySpan<char> text) => Math.Max(Count(text, Vocabulary.Cl100K), Count(text, Vocabulary.O200K));

    internal static int Count(ReadOnlySpan<char> text, Vocabulary vocabulary)
    {
        var count = 0;
        if (Ascii.IsValid(text))
        {
            for (var runs = new AsciiRuns(text, vocabulary); runs.MoveNext();)
            {
                count += CountRun(runs.Current, vocabulary);
            }

            return count;
        }

        foreach (var run in Runs(vocabulary).EnumerateMatches(text))
        {
            count += CountRun(text.Slice(run.Index, run.Length), vocabulary);
        }

        return count;
    }

    /// <summary>The published expression; <see cref="AsciiRuns"/> cuts the same runs wherever it can be used.</summary>
    internal static Regex Runs(Vocabulary vocabulary) => vocabulary == Vocabulary.Cl100K ? Cl100KRuns() : O200KRuns();

    private static int CountRun(ReadOnlySpan<char> run, Vocabulary vocabulary)
    {
        if (run.Length > RunMemo.LongestRun)
        {
            return MergeRun(run, vocabulary);
        }

        var hash = RunMemo.Hash(run, vocabulary);
        var count = RunMemo.Find(hash);
        if (count == 0)
        {
            RunMemo.Add(hash, count = MergeRun(run, vocabulary));
        }

        return count;
    }

    private static int MergeRun(ReadOnlySpan<char> run, Vocabulary vocabulary)
    {
        Span<byte> bytes = stackalloc byte[LongestRun];
        var count = 0;
        while (!run.IsEmpty)
        {
            Utf8.FromUtf16(run, bytes, out var used, out var length);
            count += MergeBytes(bytes[..length], vocabulary);
            run = run[used..];
        }

        return count;
    }

    /// <summary>Merges the bytes of a run pair by pair, the pair of the lowest rank first, until no pair is a token.</summary>
    private static int MergeBytes(ReadOnlySpan<byte> run, Vocabulary vocabulary)
    {
        if (run.Length == 1 || TokenRanks.Find(run, vocabulary) != TokenRanks.None)
        {
            return 1;
        }

        Span<int> starts = stackalloc int[LongestRun + 1]; // of the parts; one more at the end
        Span<int> ranks = stackalloc int[LongestRun]; // of each part joined with the next
        var parts = run.Length;
        for (var i = 0; i <= parts; i++)
        {
            starts[i] = i;
        }

        for (var i = 0; i + 1 < parts; i++)
        {
            ranks[i] = TokenRanks.Find(run.Slice(i, 2), vocabulary);
        }

        while (parts > 1)
        {
            var best = LowestOf(ranks[..(parts - 1)]);
            if (ranks[best] == TokenRanks.None)
            {
                break;
            }

            starts[(best + 2)..(parts + 1)].CopyTo(starts[(best + 1)..]);
            ranks[(best + 1)..(parts - 1)].CopyTo(ranks[best..]);
            parts--;
            for (var i = Math.Max(0, best - 1); i <= best && i + 1 < parts; i++)
            {
                ranks[i] = TokenRanks.Find(run[starts[i]..starts[i + 2]], vocabulary);
            }
        }

        return parts;
    }

    private static int LowestOf(ReadOnlySpan<int> ranks)
    {
        var best = 0;
        for (var i = 1; i < ranks.Length; i++)
        {
            if (ranks[i] < ranks[best])
            {
                best = i;
            }
        }

        return best;
    }
}
