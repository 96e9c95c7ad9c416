using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using McpContextBrowser.Core.Chunking;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Tests.EndToEnd;

namespace McpContextBrowser.Tests.Chunking;

/// <summary>
/// The definitions of real files, by name and line, against those that tree-sitter sees. <c>tests/oracle/definitions.json</c> says which
/// node types count. Lines that tree-sitter cannot parse are no oracle and left out. docs/chunking.md has the figures; with
/// <c>CTXB_RESULTS</c> naming a folder they are written there.
/// </summary>
[TestFixture, Slow]
public sealed class TreeSitterOracleTests
{
    private const int MostFiles = 1_500;
    private const int MostBytes = 1_000_000;
    private const int Shown = 40;

    private static readonly DefinitionKind[] Callables = [DefinitionKind.Function, DefinitionKind.Method, DefinitionKind.Constructor];
    private static readonly DefinitionKind[] Types =
        [DefinitionKind.Class, DefinitionKind.Struct, DefinitionKind.Interface, DefinitionKind.Enum, DefinitionKind.Record, DefinitionKind.Trait, DefinitionKind.TypeAlias, DefinitionKind.Union];

    private static readonly string[] Modules = ["web-tree-sitter@0.24.7", "tree-sitter-wasms@0.1.12", "tree-sitter-bash@0.23.3"];

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };
    private static readonly List<object> Results = [];

    /// <param name="Grammar">Of the rules.</param>
    /// <param name="Endings">Of the files that are looked at.</param>
    /// <param name="Least">Recall and precision that are asked for.</param>
    /// <param name="Sources">Debian source packages, <c>npm:</c> packages, or <c>own:</c> for this repository.</param>
    /// <param name="Further">Kinds that the rules count beside types and functions.</param>
    public sealed record Subject(string Grammar, string Endings, double Least, string[] Sources, params DefinitionKind[] Further)
    {
        public override string ToString() => Grammar;
    }

    private static readonly Subject[] Subjects =
    [
        new("python", ".py", 0.95, ["python-pip", "npm:node-gyp@10.2.0"]),
        new("javascript", ".js .mjs .cjs", 0.95, ["npm:undici@7.2.0", "npm:protobufjs@7.4.0"]),
        new("typescript", ".ts", 0.95, ["npm:rxjs@7.8.1"]),
        new("java", ".java", 0.95, ["libcommons-lang3-java", "guava-libraries"]),
        new("c_sharp", ".cs", 0.95, ["keepass2", "own:src"], DefinitionKind.Property),
        new("go", ".go", 0.95, ["hugo"]),
        new("rust", ".rs", 0.95, ["ripgrep", "rust-clap"], DefinitionKind.Module, DefinitionKind.Macro),
        new("ruby", ".rb", 0.95, ["ruby-nokogiri", "ruby-sidekiq", "ruby-devise"], DefinitionKind.Module),
        new("php", ".php", 0.95, ["composer"]),
        new("kotlin", ".kt", 0.95, ["npm:expo-modules-core@1.12.26"]),
        new("bash", ".sh .bash .bats", 0.95, ["dracut", "autoconf"]),
        new("c", ".c .h", 0.90, ["redis"]),
        new("cpp", ".cc .cpp .h .hpp", 0.90, ["leveldb", "fmtlib", "spdlog"], DefinitionKind.Namespace),
        new("scala", ".scala", 0.90, ["scala"]),
        new("swift", ".swift", 0.90, ["npm:expo-modules-core@1.12.26"]),
    ];

    [TestCaseSource(nameof(Subjects))]
    public async Task Definitions_are_those_that_tree_sitter_sees(Subject subject)
    {
        var modules = await ForeignCode.NpmModulesAsync(Modules);
        var files = new List<string>();
        foreach (var source in subject.Sources)
        {
            files.AddRange(FilesOf(await FolderAsync(source), subject.Endings));
        }

        var (counts, misses, inventions) = await CompareAsync(subject, modules, files);
        Results.Add(new
        {
            language = subject.Grammar,
            sources = subject.Sources,
            files = files.Count,
            definitions = counts.Wanted,
            recall = Math.Round(counts.Recall, 4),
            precision = Math.Round(counts.Precision, 4),
            least = subject.Least,
        });
        TestContext.Out.WriteLine($"{subject}: {files.Count} files, {counts.Wanted} definitions, recall {counts.Recall:F4}, precision {counts.Precision:F4}");
        TestContext.Out.WriteLine($"missed:\n  {string.Join("\n  ", Spread(misses))}\ninvented:\n  {string.Join("\n  ", Spread(inventions))}");
        Assert.That(counts.Wanted, Is.GreaterThan(200), "too few to tell");
        Assert.Multiple(() =>
        {
            Assert.That(counts.Recall, Is.GreaterThanOrEqualTo(subject.Least));
            Assert.That(counts.Precision, Is.GreaterThanOrEqualTo(subject.Least));
        });
    }

    [OneTimeTearDown]
    public void WriteResults()
    {
        if (Environment.GetEnvironmentVariable("CTXB_RESULTS") is { Length: > 0 } folder && Results.Count > 0)
        {
            File.WriteAllText(
                Path.Join(folder, "definitions.json"),
                JsonSerializer.Serialize(
                    new
                    {
                        what = "definitions found by name and line, against tree-sitter (web-tree-sitter 0.24.7, tree-sitter-wasms 0.1.12, tree-sitter-bash 0.23.3)",
                        command = "CTXB_SLOW_TESTS=1 CTXB_RESULTS=benchmarks/results dotnet test -c Release --filter FullyQualifiedName~TreeSitterOracle",
                        languages = Results,
                    },
                    Readable) + "\n");
        }
    }

    private static async Task<(Counts Counts, List<string> Misses, List<string> Inventions)> CompareAsync(Subject subject, string modules, List<string> files)
    {
        var chunker = new Chunker(new ChunkingOptions());
        HashSet<DefinitionKind> kinds = [.. Callables, .. Types, .. subject.Further];
        var (misses, inventions) = (new List<string>(), new List<string>());
        var counts = default(Counts);
        foreach (var (path, oracle) in await AskAsync(subject.Grammar, modules, files))
        {
            var text = File.ReadAllText(path);
            var language = LanguageTable.ForPath(RelativePath.FromNormalised(Path.GetFileName(path)));
            bool IsRead(int line) => !oracle.Errors.Any(error => error.First <= line && line <= error.Last);
            var wanted = oracle.Definitions.Where(found => IsRead(found.Line)).ToHashSet();
            var ours = chunker.Scan(text, language).Definitions.Where(found => IsRead(found.Line)).ToList();
            var named = ours.Select(found => (Bare(found.Name), found.Line)).ToHashSet();
            var missed = wanted.Where(found => !named.Contains(found)).ToList();
            var counted = ours.Where(found => kinds.Contains(found.Kind)).Select(found => (Name: Bare(found.Name), found.Line)).Distinct()
                .Where(found => wanted.Contains(found) || !oracle.Spared.Contains(found)).ToList();
            var invented = counted.Where(found => !wanted.Contains(found)).ToList();
            counts = new(counts.Wanted + wanted.Count, counts.Missed + missed.Count, counts.Found + counted.Count, counts.Invented + invented.Count);
            misses.AddRange(missed.Select(Place));
            inventions.AddRange(invented.Select(Place));
            string Place((string Name, int Line) found) =>
                string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(path)}:{found.Line} {found.Name} | {text.Split('\n')[found.Line - 1].Trim()}");
        }

        return (counts, misses, inventions);
    }

    private static async Task<List<(string Path, Oracle Oracle)>> AskAsync(string grammar, string modules, List<string> files)
    {
        var oracle = Path.Join(TestPaths.RepositoryRoot, "tests", "oracle");
        var start = new ProcessStartInfo("node", [Path.Join(oracle, "definitions.mjs"), "--modules", modules, "--rules", Path.Join(oracle, "definitions.json")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var node = Process.Start(start)!;
        var answers = node.StandardOutput.ReadToEndAsync();
        foreach (var file in files)
        {
            await node.StandardInput.WriteAsync($"{file}\t{grammar}\n");
        }

        node.StandardInput.Close();
        var found = new List<(string, Oracle)>();
        foreach (var line in (await answers).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var answer = JsonDocument.Parse(line);
            var root = answer.RootElement;
            if (root.GetProperty("errors").ValueKind == JsonValueKind.Array)
            {
                found.Add((root.GetProperty("path").GetString()!, new(
                    [.. root.GetProperty("errors").EnumerateArray().Select(error => (error[0].GetInt32(), error[1].GetInt32()))],
                    Places(root.GetProperty("defs")),
                    Places(root.GetProperty("spared")))));
            }
        }

        return found;
    }

    private static HashSet<(string Name, int Line)> Places(JsonElement list) => [.. list.EnumerateArray().Select(found => (Bare(found[0].GetString()!), found[1].GetInt32()))];

    /// <summary>The name without what qualifies it and without arguments: <c>a::b&lt;T&gt;</c> is b.</summary>
    private static string Bare(string name)
    {
        if (name.Contains("operator", StringComparison.Ordinal))
        {
            return string.Concat(name[name.IndexOf("operator", StringComparison.Ordinal)..].Where(c => !char.IsWhiteSpace(c)));
        }

        var arguments = name.IndexOf('<', StringComparison.Ordinal);
        name = arguments > 0 ? name[..arguments] : name;
        var colons = name.LastIndexOf("::", StringComparison.Ordinal);
        name = colons >= 0 ? name[(colons + 2)..] : name;
        var dot = name.LastIndexOf('.');
        return (dot >= 0 && dot + 1 < name.Length ? name[(dot + 1)..] : name).Trim('`', '"', '\'', '~', ':', '#', '*', '[', ']', ' ');
    }

    private static IEnumerable<string> FilesOf(string folder, string endings) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => endings.Split(' ').Contains(Path.GetExtension(file)) && !file.EndsWith(".d.ts", StringComparison.Ordinal) && !file.EndsWith(".min.js", StringComparison.Ordinal))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"))
            .Where(file => new FileInfo(file) is { LinkTarget: null, Length: > 0 and < MostBytes })
            .Order(StringComparer.Ordinal).Take(MostFiles);

    private static async Task<string> FolderAsync(string source) =>
        source.StartsWith("npm:", StringComparison.Ordinal) ? await ForeignCode.NpmAsync(source[4..].Split('@')[0], source.Split('@')[1])
        : source.StartsWith("own:", StringComparison.Ordinal) ? Path.Join(TestPaths.RepositoryRoot, source[4..])
        : await ForeignCode.DebianAsync(source);

    /// <summary>Some from everywhere in the list, so that no file fills what is shown.</summary>
    private static IEnumerable<string> Spread(List<string> places) => places.Where((_, i) => i % Math.Max(1, places.Count / Shown) == 0).Take(Shown);

    private readonly record struct Counts(int Wanted, int Missed, int Found, int Invented)
    {
        public double Recall => 1 - ((double)Missed / Math.Max(1, Wanted));

        public double Precision => 1 - ((double)Invented / Math.Max(1, Found));
    }

    private sealed record Oracle((int First, int Last)[] Errors, HashSet<(string Name, int Line)> Definitions, HashSet<(string Name, int Line)> Spared);
}
