using System.Runtime.Intrinsics;

namespace McpContextBrowser.ModelBuilder.Pairs;

/// <summary>
/// Texts that must not be learnt from, recognised also after small changes: MinHash over runs of words (A. Broder, On the resemblance
/// and containment of documents, 1997), 64 functions, 21 bands of 3 of them, and of what a band finds the share of equal minima decides.
/// </summary>
/// <remarks>Reading is safe for any thread once all texts were added.</remarks>
internal sealed class NearDuplicates
{
    private const int Functions = 64;
    private const int Bands = 21;
    private const int InBand = 3; // half of all runs in common are found in 19 of 20 cases, three quarters always
    private const int Run = 3; // words
    private const int LeastEqual = 32; // of the functions: an estimated half of all runs in common

    private static readonly (uint[] Factors, uint[] Offsets) Family = MakeFamily();

    private readonly List<uint[]> _signatures = [];
    private readonly Dictionary<(int Band, ulong Key), List<int>> _bands = [];

    /// <summary>Adds a text; one of fewer than three words is nothing.</summary>
    public void Add(string text)
    {
        if (Signature(text) is { } signature)
        {
            for (var band = 0; band < Bands; band++)
            {
                var key = (band, Key(signature, band));
                if (!_bands.TryGetValue(key, out var list))
                {
                    _bands[key] = list = [];
                }

                list.Add(_signatures.Count);
            }

            _signatures.Add(signature);
        }
    }

    /// <summary>Whether an added text has, by estimate, at least half of all runs of three words in common with this one.</summary>
    public bool Contains(string text)
    {
        if (Signature(text) is not { } signature)
        {
            return false;
        }

        for (var band = 0; band < Bands; band++)
        {
            if (_bands.TryGetValue((band, Key(signature, band)), out var list) && list.Any(other => Equal(signature, _signatures[other]) >= LeastEqual))
            {
                return true;
            }
        }

        return false;
    }

    private static int Equal(uint[] one, uint[] other)
    {
        var equal = 0;
        for (var i = 0; i < Functions; i++)
        {
            equal += one[i] == other[i] ? 1 : 0;
        }

        return equal;
    }

    private static ulong Key(uint[] signature, int band)
    {
        var key = 0ul;
        for (var i = 0; i < InBand; i++)
        {
            key = Hash.Mix(key ^ signature[(band * InBand) + i]);
        }

        return key;
    }

    private static uint[]? Signature(string text)
    {
        var least = new uint[Functions];
        Array.Fill(least, uint.MaxValue);
        Span<ulong> last = stackalloc ulong[Run];
        var words = 0;
        for (var i = 0; i < text.Length;)
        {
            if (!char.IsLetterOrDigit(text[i]))
            {
                i++;
                continue;
            }

            var word = 14695981039346656037ul; // FNV-1a
            for (; i < text.Length && char.IsLetterOrDigit(text[i]); i++)
            {
                word = (word ^ char.ToLowerInvariant(text[i])) * 1099511628211ul;
            }

            last[words++ % Run] = word;
            if (words >= Run)
            {
                var run = 0ul;
                for (var back = Run; back > 0; back--)
                {
                    run = Hash.Mix(run ^ last[(words - back) % Run]);
                }

                Lower(least, (uint)run);
            }
        }

        return words < Run ? null : least;
    }

    private static void Lower(uint[] least, uint run)
    {
        var (factors, offsets) = Family;
        var x = Vector256.Create(run);
        for (var i = 0; i < Functions; i += Vector256<uint>.Count)
        {
            var value = (x * Vector256.LoadUnsafe(ref factors[i])) + Vector256.LoadUnsafe(ref offsets[i]);
            Vector256.Min(value, Vector256.LoadUnsafe(ref least[i])).StoreUnsafe(ref least[i]);
        }
    }

    private static (uint[] Factors, uint[] Offsets) MakeFamily()
    {
        var (factors, offsets) = (new uint[Functions], new uint[Functions]);
        for (var i = 0; i < Functions; i++)
        {
            factors[i] = (uint)Hash.Mix((ulong)(2 * i) + 1) | 1;
            offsets[i] = (uint)Hash.Mix((ulong)(2 * i) + 2);
        }

        return (factors, offsets);
    }
}
