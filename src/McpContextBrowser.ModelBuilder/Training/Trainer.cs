using System.Globalization;
using McpContextBrowser.Core.Embedding.Static;
using McpContextBrowser.ModelBuilder.Pairs;
using McpContextBrowser.ModelBuilder.Repositories;

namespace McpContextBrowser.ModelBuilder.Training;

/// <summary>Makes a model file of mined repositories. Its bytes depend on the pairs and the options alone.</summary>
internal static class Trainer
{
    private const int StepsBetweenReports = 100;

    /// <param name="repositories">Those of the split <see cref="Split.Train"/> are learnt from.</param>
    /// <param name="path">File to write.</param>
    /// <param name="options">How.</param>
    /// <param name="threads">Change nothing but the time.</param>
    /// <param name="say">Told of the progress.</param>
    /// <param name="cancellationToken">Ends the training without a file.</param>
    public static void Run(
        IReadOnlyList<MinedRepository> repositories, string path, TrainingOptions options, int threads, Action<string> say, CancellationToken cancellationToken)
    {
        var words = WordList.Of(repositories, options.Tokens, threads);
        options = options with { Tokens = words.Words.Count };
        say(string.Create(CultureInfo.InvariantCulture, $"{words.Words.Count} words"));
        var sets = Cut(repositories, words, path, threads);
        var sizes = sets.Select(set => set.Count).ToArray();
        var steps = BatchPlan.StepCount(sizes, options);
        var network = new Network(words.Words.Count, options, threads);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
        var loss = 0f;
        foreach (var (step, blocks) in BatchPlan.Steps(sizes, options).Index())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var done = (float)(step + 1) / steps;
            var rate = options.LearningRate * MathF.Min(done / options.WarmUp, (1 - done) / (1 - options.WarmUp));
            loss += network.Step(Batch.Of(sets, blocks, step, options, parallel), rate);
            if ((step + 1) % StepsBetweenReports == 0)
            {
                say(string.Create(CultureInfo.InvariantCulture, $"step {step + 1} of {steps}: loss {loss / StepsBetweenReports:F3}"));
                loss = 0;
            }
        }

        for (var token = 0; token < words.Words.Count; token++)
        {
            if (!network.Learnt[token])
            {
                network.Rows.AsSpan(token * options.Dimensions, options.Dimensions).Clear(); // no text had it: it says nothing
            }
        }

        ModelFile.Write(path, words, options.Dimensions, network.Rows, network.Weights.AsSpan(0, words.Words.Count), network.Weights.AsSpan(words.Words.Count));
    }

    /// <summary>Cuts all pairs by the product's encoder, which needs a file: one with the words and nothing else.</summary>
    private static TrainingSet[] Cut(IReadOnlyList<MinedRepository> repositories, WordList words, string path, int threads)
    {
        var unlearnt = path + ".words";
        var zeros = new float[words.Words.Count];
        try
        {
            ModelFile.Write(unlearnt, words, 1, zeros, zeros, zeros);
            using var model = StaticModel.Open(unlearnt);
            return [.. repositories.Where(mined => mined.Row.Split == Split.Train).AsParallel().AsOrdered().WithDegreeOfParallelism(threads).Select(mined => TrainingSet.Of(mined, model)).Where(set => set.Count > 0)];
        }
        finally
        {
            File.Delete(unlearnt);
        }
    }
}
