using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Core.Embedding;

namespace McpContextBrowser.Benchmarks;

/// <summary>
/// How often a paid embedding is not needed. The replay is a repository's own history: each of its last commits along the first parent
/// is checked out in turn and indexed, then its subject is asked as a question. Documents: chunks of the tree whose vectors the store
/// had, cold (an empty store each commit) and warm (one store all along, which is how it is used). Questions: cold (each asked for the
/// first time) and warm (the whole list once more in the same process). The model is a counter that answers with a hash.
/// </summary>
internal static class ReplayRun
{
    public const string Usage = "replay REPOSITORY COMMITS                       share of embeddings that were known, over a git history; one line of JSON";

    private static readonly JsonSerializerOptions Form = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    public static async Task<int> StartAsync(string[] args)
    {
        if (args.Length != 3)
        {
            Console.Error.WriteLine(Usage);
            return 2;
        }

        var repository = Path.GetFullPath(args[1]);
        var commits = Git(repository, "log", "--first-parent", "--format=%H %s", "-n", args[2]).Split('\n', StringSplitOptions.RemoveEmptyEntries).Reverse().ToList();
        var work = Directory.CreateTempSubdirectory("ctxb-replay-").FullName;
        try
        {
            var tree = Directory.CreateDirectory(Path.Join(work, "tree")).FullName;
            long chunks = 0;
            long cold = 0;
            long coldFirst = 0;
            var counter = new CountingEmbedder();
            var cache = new EmbeddingCache(1000, TimeSpan.FromHours(24), TimeProvider.System);
            long questionsCold;
            await using (var warm = Engine(Path.Join(work, "warm"), new CachedEmbedder(counter, cache)))
            {
                foreach (var commit in commits)
                {
                    CheckOut(repository, commit[..40], tree);
                    var alone = new CountingEmbedder();
                    var data = Path.Join(work, commit[..40]);
                    await using (var once = Engine(data, alone))
                    {
                        chunks += (await once.IndexAsync(new() { Root = tree }, null, Call, default)).Chunks;
                    }

                    Directory.Delete(data, recursive: true);
                    cold += alone.Documents;
                    coldFirst = coldFirst == 0 ? alone.Documents : coldFirst;
                    await warm.IndexAsync(new() { Root = tree }, null, Call, default);
                    await warm.SearchAsync(new() { Query = commit[41..], Roots = [tree] }, null, Call, default);
                    Console.Error.WriteLine($"{commit[..10]} {counter.Documents} of {chunks}");
                }

                questionsCold = counter.Questions;
                foreach (var commit in commits)
                {
                    await warm.SearchAsync(new() { Query = commit[41..], Roots = [tree] }, null, Call, default);
                }
            }

            Console.WriteLine(JsonSerializer.Serialize(
                new
                {
                    What = "share of embeddings that needed no call: documents from the store by content and model, questions from memory",
                    Replay = $"the last {commits.Count} commits along the first parent up to {commits[^1][..40]}: each indexed, its subject asked",
                    Command = $"dotnet run -c Release --project benchmarks/McpContextBrowser.Benchmarks -- replay . {args[2]}",
                    Machine = $"{Environment.ProcessorCount} cores, {System.Runtime.InteropServices.RuntimeInformation.OSDescription}",
                    Runtime = Environment.Version.ToString(),
                    Documents = new
                    {
                        Chunks = chunks,
                        ColdSent = cold,
                        ColdHitRatio = Ratio(chunks, cold),
                        WarmSent = counter.Documents,
                        WarmHitRatio = Ratio(chunks, counter.Documents),
                        WarmHitRatioAfterTheFirstCommit = Ratio(chunks - coldFirst, counter.Documents - coldFirst),
                    },
                    Questions = new
                    {
                        Asked = commits.Count,
                        ColdSent = questionsCold,
                        ColdHitRatio = Ratio(commits.Count, questionsCold),
                        WarmSent = counter.Questions - questionsCold,
                        WarmHitRatio = Ratio(commits.Count, counter.Questions - questionsCold),
                    },
                },
                Form));
            return 0;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static CallContext Call => CallContext.For("benchmark");

    private static double Ratio(long asked, long sent) => Math.Round(1 - (sent / (double)asked), 4);

    private static ContextBrowser Engine(string data, IEmbedder embedder) => new(new BrowserOptions
    {
        DataFolder = data,
        MasterKey = new MasterKeyText(new string('7', 64), "benchmark"),
        Embedder = _ => new(embedder),
    });

    /// <summary>The files of a commit and no others, in a clone of the replay's own; git touches only those that differ from the commit before.</summary>
    private static void CheckOut(string repository, string commit, string tree)
    {
        if (!Directory.Exists(Path.Join(tree, ".git")))
        {
            Git(repository, "clone", "--quiet", "--no-checkout", "--shared", repository, tree);
        }

        Git(tree, "checkout", "--quiet", "--force", "--detach", commit);
    }

    private static string Git(string repository, params string[] args)
    {
        var start = new ProcessStartInfo("git", ["-C", repository, .. args]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new IOException(string.Create(CultureInfo.InvariantCulture, $"git ended with {process.ExitCode}"));
    }

    /// <summary>Counts what a provider would have been sent.</summary>
    private sealed class CountingEmbedder : IEmbedder
    {
        private const int Floats = 8;
        private long _documents;
        private long _questions;

        public string ModelId => "counting:8";

        public int Dimensions => Floats;

        public bool IsRemote => true;

        public long Documents => Interlocked.Read(ref _documents);

        public long Questions => Interlocked.Read(ref _questions);

        public ValueTask EmbedAsync(
            IReadOnlyList<ReadOnlyMemory<char>> texts, EmbeddingSide side, Memory<float> vectors, CallContext call, CancellationToken cancellationToken)
        {
            Interlocked.Add(ref side == EmbeddingSide.Document ? ref _documents : ref _questions, texts.Count);
            for (var i = 0; i < texts.Count; i++)
            {
                var random = new Random(string.GetHashCode(texts[i].Span, StringComparison.Ordinal));
                foreach (ref var value in vectors.Span.Slice(i * Floats, Floats))
                {
                    value = random.NextSingle() - 0.5f;
                }
            }

            return ValueTask.CompletedTask;
        }
    }
}
