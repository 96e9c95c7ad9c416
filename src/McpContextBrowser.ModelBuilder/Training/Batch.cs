namespace McpContextBrowser.ModelBuilder.Training;

/// <summary>
/// The texts of one step as weighted tokens: first all queries, then all documents in the same order. Documents lose words, go on with
/// another document or begin with their path by chance; the chance depends on seed, step and place alone.
/// </summary>
internal sealed class Batch
{
    private static readonly float[] CountWeights = [.. Enumerable.Range(0, 64).Select(n => n == 0 ? 0 : (float)(1 + Math.Log(n)))];

    private readonly Text[] _texts;

    /// <param name="texts">Queries, then documents.</param>
    /// <param name="files">One for each pair.</param>
    internal Batch(Text[] texts, long[] files) => (_texts, Files) = (texts, files);

    /// <summary>Pairs.</summary>
    public int Count => Files.Length;

    /// <summary>A number for each pair's file, unlike that of any other.</summary>
    public long[] Files { get; }

    /// <param name="text">A query, or <see cref="Count"/> and more: a document.</param>
    public Text this[int text] => _texts[text];

    /// <summary>Distinct tokens of a text and 1 + ln of their counts.</summary>
    internal readonly record struct Text(int[] Ids, float[] Weights);

    public static Batch Of(IReadOnlyList<TrainingSet> sets, IReadOnlyList<(int Repository, int[] Pairs)> blocks, int step, TrainingOptions options, ParallelOptions parallel)
    {
        var places = blocks.SelectMany(block => block.Pairs, (block, pair) => (block.Repository, Pair: pair)).ToArray();
        var texts = new Text[2 * places.Length];
        Parallel.For(0, places.Length, parallel, () => new Counts(options.Tokens), (i, _, counts) =>
        {
            var set = sets[places[i].Repository];
            var pair = places[i].Pair;
            counts.Add(set.Query(pair));
            texts[i] = counts.Take();
            FillDocument(set, pair, Hash.At((ulong)options.Seed, (ulong)step + 2, (ulong)i), options, counts);
            texts[places.Length + i] = counts.Take();
            return counts;
        }, _ => { });
        return new(texts, [.. places.Select(place => ((long)place.Repository << 32) | (uint)sets[place.Repository].Files[place.Pair])]);
    }

    private static void FillDocument(TrainingSet set, int pair, ulong chance, TrainingOptions options, Counts counts)
    {
        if (Hash.Unit(Hash.Mix(chance ^ 1)) < options.PathChance)
        {
            counts.Add(set.Path(pair));
        }

        counts.Add(set.Document(pair));
        if (Hash.Unit(Hash.Mix(chance ^ 2)) < options.DropShare)
        {
            foreach (var token in set.Query(pair))
            {
                var id = TrainingSet.Id(token);
                if (Hash.Unit(Hash.At(chance, 3, (ulong)id)) < options.DropChance)
                {
                    counts.Drop(id);
                }
            }
        }

        if (Hash.Unit(Hash.Mix(chance ^ 4)) < options.AppendChance)
        {
            counts.Add(set.Document(Hash.Below(Hash.Mix(chance ^ 5), set.Count)));
        }
    }

    /// <summary>Counts tokens of one text after the other; one thread at a time.</summary>
    private sealed class Counts(int tokens)
    {
        private readonly int[] _counts = new int[tokens];
        private readonly List<int> _ids = [];

        public void Add(ReadOnlySpan<uint> text)
        {
            foreach (var token in text)
            {
                ref var count = ref _counts[TrainingSet.Id(token)];
                if (count == 0)
                {
                    _ids.Add(TrainingSet.Id(token));
                }

                count += TrainingSet.CountOf(token);
            }
        }

        public void Drop(int id)
        {
            if (_counts[id] > 0)
            {
                _counts[id] = 0;
                _ids.Remove(id);
            }
        }

        public Text Take()
        {
            var (ids, weights) = (_ids.ToArray(), new float[_ids.Count]);
            for (var i = 0; i < ids.Length; i++)
            {
                weights[i] = CountWeights[Math.Min(_counts[ids[i]], CountWeights.Length - 1)];
                _counts[ids[i]] = 0;
            }

            _ids.Clear();
            return new(ids, weights);
        }
    }
}
