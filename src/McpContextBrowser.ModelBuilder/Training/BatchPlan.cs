namespace McpContextBrowser.ModelBuilder.Training;

/// <summary>Which pairs stand together in which step: blocks of one repository, in random order, all pairs once before any comes again.</summary>
internal static class BatchPlan
{
    /// <param name="sizes">Pairs of each repository.</param>
    /// <param name="options">Sizes, epochs and seed.</param>
    /// <returns>For each step its blocks: a repository and indices of its pairs.</returns>
    public static IEnumerable<IReadOnlyList<(int Repository, int[] Pairs)>> Steps(IReadOnlyList<int> sizes, TrainingOptions options)
    {
        var left = StepCount(sizes, options);
        var batch = new List<(int, int[])>();
        for (var epoch = 0; ; epoch++)
        {
            foreach (var block in Blocks(sizes, options.BlockPairs, Hash.At((ulong)options.Seed, 1, (ulong)epoch)))
            {
                batch.Add(block);
                if (batch.Count == options.Blocks)
                {
                    yield return batch;
                    batch = [];
                    if (--left == 0)
                    {
                        yield break;
                    }
                }
            }
        }
    }

    public static int StepCount(IReadOnlyList<int> sizes, TrainingOptions options) =>
        Math.Max(1, (int)(options.Epochs * sizes.Sum(size => (long)size) / (options.BlockPairs * options.Blocks)));

    /// <summary>A repository's last block is filled up with its first pairs; one that has fewer pairs than a block gives a smaller one.</summary>
    private static (int, int[])[] Blocks(IReadOnlyList<int> sizes, int blockPairs, ulong seed)
    {
        var blocks = new List<(int, int[])>();
        for (var repository = 0; repository < sizes.Count; repository++)
        {
            var order = Enumerable.Range(0, sizes[repository]).ToArray();
            Hash.Shuffle(order.AsSpan(), Hash.Mix(seed ^ (ulong)repository));
            var length = Math.Min(blockPairs, order.Length);
            for (var start = 0; start < order.Length; start += blockPairs)
            {
                blocks.Add((repository, [.. Enumerable.Range(start, length).Select(i => order[i % order.Length])]));
            }
        }

        var all = blocks.ToArray();
        Hash.Shuffle(all.AsSpan(), seed);
        return all;
    }
}
