using System.Security.Cryptography;
using System.Text.Json;
using McpContextBrowser.Core.Embedding.Static;
using McpContextBrowser.ModelBuilder.Pairs;
using McpContextBrowser.ModelBuilder.Repositories;
using McpContextBrowser.ModelBuilder.Training;

namespace McpContextBrowser.ModelBuilder;

/// <summary>The second step of a build: pairs in, a model and its manifest out.</summary>
internal static class TrainCommand
{
    private static readonly JsonSerializerOptions Form = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="pairs">What <see cref="PairsCommand"/> wrote.</param>
    /// <param name="model">File to write; the manifest goes beside it, as <c>.manifest.json</c>.</param>
    /// <param name="options">How to train.</param>
    /// <param name="threads">Change nothing but the time.</param>
    /// <param name="say">Told of the progress.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="Core.Contracts.CtxbException">The file of pairs cannot be used.</exception>
    public static void Run(string pairs, string model, TrainingOptions options, int threads, Action<string> say, CancellationToken cancellationToken)
    {
        var repositories = PairFile.Read(pairs).ToList();
        Trainer.Run(repositories, model, options, threads, say, cancellationToken);
        File.WriteAllText(Path.ChangeExtension(model, ".manifest.json"), Manifest(pairs, repositories, model, options) + "\n");
        say($"{model}: {new FileInfo(model).Length} bytes, SHA-256 {HashOf(model)}");
    }

    private static string Manifest(string pairs, List<MinedRepository> repositories, string model, TrainingOptions options)
    {
        using var opened = StaticModel.Open(model);
        var learnt = repositories.Where(mined => mined.Row.Split == Split.Train).ToList();
        return JsonSerializer.Serialize(
            new
            {
                Model = new { Id = opened.ModelId, Sha256 = HashOf(model), Bytes = new FileInfo(model).Length, Tokens = opened.TokenCount, opened.Dimensions },
                Inputs = new { PairsSha256 = HashOf(pairs), Repositories = learnt.Count, Pairs = learnt.Sum(mined => mined.Pairs.Count) },
                Configuration = options,
                PairsByKind = Counts(learnt, pair => pair.Kind.ToString()),
                PairsByLanguage = Counts(learnt, pair => pair.Language),
                Scores = Scores.Of(repositories, model),
                Repositories = repositories.Select(mined => new
                {
                    mined.Row.Name,
                    mined.Row.Commit,
                    mined.Row.Licence,
                    mined.LicenceFiles,
                    Split = mined.Row.Split.ToString().ToLowerInvariant(),
                    Pairs = mined.Pairs.Count,
                    mined.FilesDropped,
                    mined.QueriesDropped,
                }),
            },
            Form);
    }

    private static Dictionary<string, int> Counts(IEnumerable<MinedRepository> repositories, Func<Pair, string> by) =>
        repositories.SelectMany(mined => mined.Pairs).CountBy(by).OrderByDescending(group => group.Value).ThenBy(group => group.Key, StringComparer.Ordinal).ToDictionary();

    private static string HashOf(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
