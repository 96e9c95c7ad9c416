using System.Security.Cryptography;
using System.Text.Json;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Embedding.Static;
using McpContextBrowser.ModelBuilder;
using McpContextBrowser.ModelBuilder.Pairs;
using McpContextBrowser.ModelBuilder.Training;
using McpContextBrowser.Tests.Evaluation;

namespace McpContextBrowser.Tests.ModelBuilder;

/// <summary>A whole build: three tiny repositories, made with git, to a model file.</summary>
public sealed class BuildTests
{
    // The model's bytes on every machine: all sums have a fixed order and width. Changes with the chunker, the recipe or the fixtures.
    private const string ModelHash = "1bfd9df712997875ec5a8a42d01dce673d77df4bad059c28e6a307e729c5abc8";

    private static readonly TrainingOptions Options = new() { Tokens = 2_000, Dimensions = 32, BlockPairs = 8, Blocks = 2, Epochs = 40 };

    private static readonly Dictionary<string, string> Variables = new() { ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "" };

    [Test]
    public async Task The_same_pairs_give_the_same_model_on_any_number_of_threads()
    {
        using var folder = await WorkshopAsync();
        foreach (var threads in new[] { 1, 2, 4 })
        {
            await MineAsync(folder, threads);
            TrainCommand.Run(folder.Join("all.pairs"), folder.Join("tiny.ctxe"), Options, threads, _ => { }, default);
            Assert.That(HashOf(folder.Join("tiny.ctxe")), Is.EqualTo(ModelHash), $"{threads} threads");
        }

        TrainCommand.Run(folder.Join("all.pairs"), folder.Join("other.ctxe"), Options with { Seed = 2 }, 2, _ => { }, default);
        Assert.That(HashOf(folder.Join("other.ctxe")), Is.Not.EqualTo(ModelHash), "another seed");
    }

    [Test]
    public async Task The_product_opens_the_model_and_finds_what_it_learnt()
    {
        using var folder = await WorkshopAsync();
        await MineAsync(folder, 2);
        TrainCommand.Run(folder.Join("all.pairs"), folder.Join("tiny.ctxe"), Options, 2, _ => { }, default);
        using var embedder = new StaticEmbedder(StaticModel.Open(folder.Join("tiny.ctxe")));
        var pairs = PairFile.Read(folder.Join("all.pairs")).SelectMany(mined => mined.Pairs).Where(pair => pair.Kind == PairKind.DocComment).ToList();
        var documents = pairs.Select(pair => Vector(embedder, pair.Document, EmbeddingSide.Document)).ToList();
        var found = pairs.Count(pair => documents.MaxBy(document => Dot(document, Vector(embedder, pair.Query, EmbeddingSide.Query))) == documents[pairs.IndexOf(pair)]);
        Assert.That(found, Is.GreaterThanOrEqualTo(pairs.Count * 9 / 10), $"of {pairs.Count}");
    }

    [Test]
    public async Task The_manifest_names_what_went_in()
    {
        using var folder = await WorkshopAsync();
        await MineAsync(folder, 2);
        TrainCommand.Run(folder.Join("all.pairs"), folder.Join("tiny.ctxe"), Options, 2, _ => { }, default);
        using var manifest = JsonDocument.Parse(await File.ReadAllTextAsync(folder.Join("tiny.manifest.json")));
        var root = manifest.RootElement;
        var kinds = root.GetProperty("pairsByKind").EnumerateObject().Select(kind => kind.Name);
        Assert.Multiple(() =>
        {
            Assert.That(root.GetProperty("model").GetProperty("sha256").GetString(), Is.EqualTo(HashOf(folder.Join("tiny.ctxe"))));
            Assert.That(root.GetProperty("inputs").GetProperty("pairsSha256").GetString(), Is.EqualTo(HashOf(folder.Join("all.pairs"))));
            Assert.That(root.GetProperty("configuration").GetProperty("epochs").GetDouble(), Is.EqualTo(40));
            Assert.That(kinds, Is.EquivalentTo(Enum.GetNames<PairKind>()), "each kind of pair is in the fixtures");
            Assert.That(
                root.GetProperty("repositories").EnumerateArray().Select(row => $"{row.GetProperty("name")} {row.GetProperty("licence")} {row.GetProperty("licenceFiles")[0]}"),
                Is.EqualTo(new[] { "tiny/shop MIT LICENSE", "tiny/mail Apache-2.0 LICENSE", "tiny/graph BSD-3-Clause LICENSE" }));
        });
    }

    [Test]
    public async Task A_copy_of_an_evaluated_file_and_a_question_asked_there_are_not_learnt()
    {
        using var folder = await WorkshopAsync();
        var text = await File.ReadAllTextAsync(Fixture.PathOf("graph/walk.py"));
        folder.Write("evaluation/suite/_repos/set/copy.py", text.Replace("price", "cost", StringComparison.Ordinal));
        folder.Write("evaluation/suite/set/queries.jsonl", """{"_id":"1","text":"Adds a message to the end of the queue, and returns its number"}""" + "\n");
        await MineAsync(folder, 1);
        var mined = PairFile.Read(folder.Join("all.pairs")).ToDictionary(repository => repository.Row.Name);
        Assert.Multiple(() =>
        {
            Assert.That(mined["tiny/graph"].FilesDropped, Is.EqualTo(1));
            Assert.That(mined["tiny/graph"].Pairs.Select(pair => pair.Path), Has.None.EqualTo("walk.py").And.Some.EqualTo("tree.go"));
            Assert.That(mined["tiny/mail"].QueriesDropped, Is.EqualTo(1));
            Assert.That(mined["tiny/mail"].Pairs.Select(pair => pair.Query), Has.None.StartsWith("Adds a message"));
        });
    }

    [Test]
    public async Task A_repository_whose_licence_files_say_something_else_is_refused_before_any_work()
    {
        using var folder = await WorkshopAsync();
        await File.WriteAllTextAsync(folder.Join("repos.tsv"), (await File.ReadAllTextAsync(folder.Join("repos.tsv"))).Replace("BSD-3-Clause", "MIT", StringComparison.Ordinal));
        Assert.That(async () => await MineAsync(folder, 1), Throws.InstanceOf<CtxbException>().With.Message.Contains("tiny/graph is said to be under MIT"));
    }

    [Test]
    public async Task Without_evaluation_sets_nothing_is_mined()
    {
        using var folder = await WorkshopAsync();
        Directory.Delete(folder.Join("evaluation"), recursive: true);
        Assert.That(async () => await MineAsync(folder, 1), Throws.InstanceOf<CtxbException>().With.Message.Contains("holds no evaluation set"));
    }

    private static Task MineAsync(TemporaryFolder folder, int threads) =>
        PairsCommand.RunAsync(folder.Join("repos.tsv"), folder.Join("checkouts"), folder.Join("evaluation"), folder.Join("all.pairs"), threads, Variables, _ => { }, default);

    /// <summary>Repositories with a history of one change, their list, and an evaluation set of one question.</summary>
    private static async Task<TemporaryFolder> WorkshopAsync()
    {
        var folder = new TemporaryFolder();
        var list = "repo\tcommit\tlicence\tsplit\n";
        foreach (var (name, licence) in Fixture.Licences)
        {
            using var repository = await TestRepository.InitAsync();
            foreach (var file in Directory.EnumerateFiles(Fixture.PathOf(name)))
            {
                repository.Write(Path.GetFileName(file), (await File.ReadAllTextAsync(file)).ReplaceLineEndings("\n"));
            }

            await repository.CommitAsync("Everything at once");
            await File.AppendAllTextAsync(repository.Join(name switch { "mail" => "queue.js", "shop" => "store.go", _ => "tree.go" }), $$"""

                // Counts the {{name}} entries that are open, for the daily report.
                function countOpenEntries(entries) {
                  let open = 0;
                  for (const entry of entries) {
                    open += entry.open ? 1 : 0;
                  }
                  return open;
                }

                """.ReplaceLineEndings("\n"));
            var commit = await repository.CommitAsync($"Count the open entries of {name} for the report");
            list += $"tiny/{name}\t{commit}\t{licence}\ttrain\n";
            Directory.CreateDirectory(folder.Join("checkouts"));
            await repository.GitAsync("clone", "--quiet", "--bare", "--no-local", repository.Root, folder.Join("checkouts", $"tiny+{name}"));
        }

        folder.Write("repos.tsv", list);
        folder.Write("evaluation/suite/set/queries.jsonl", """{"_id":"1","text":"a question that no repository answers"}""" + "\n");
        return folder;
    }

    private static float[] Vector(StaticEmbedder embedder, string text, EmbeddingSide side)
    {
        var vector = new float[embedder.Dimensions];
        embedder.Encode(text, side, vector);
        return vector;
    }

    private static float Dot(float[] a, float[] b) => System.Numerics.Tensors.TensorPrimitives.Dot(a, b);

    private static string HashOf(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
}
