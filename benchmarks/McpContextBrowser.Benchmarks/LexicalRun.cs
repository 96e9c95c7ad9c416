using System.Runtime.InteropServices;
using System.Text.Json;
using McpContextBrowser.Core.Chunking;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Indexing;
using McpContextBrowser.Core.Lexical;

namespace McpContextBrowser.Benchmarks;

/// <summary>The lexical index of a tree, from texts and scans in memory: terms on two threads, then one index of all.</summary>
internal static class LexicalRun
{
    public const string Usage = "lexical FOLDER   builds the lexical index of a tree from texts in memory";

    private const int Threads = 2;
    private const int Rounds = 5;

    /// <summary>
    /// Prints one line of JSON. Chunks a second on two cores are twice the chunks over the processor time of all threads together. What is
    /// allocated is told beside what is kept: terms of each content, and the index.
    /// </summary>
    public static int Start(string folder)
    {
        var root = Path.GetFullPath(folder);
        var chunker = new Chunker(new ChunkingOptions());
        var files = new List<(string Text, ScannedText Scanned)>();
        foreach (var entry in new RepoWalker(new FilesOptions()).Walk(root, default).Where(entry => entry.Skip is null))
        {
            var bytes = File.ReadAllBytes(entry.Path.UnderRoot(root));
            var language = LanguageTable.ForContent(entry.Path, bytes);
            if (FileFilter.AfterReading(language, bytes) is null && TextDecoder.Decode(bytes, out var text) == SkipReason.None)
            {
                files.Add((text, chunker.Scan(text, language)));
            }
        }

        Build(files);
        var rounds = Enumerable.Range(0, Rounds).Select(_ => Build(files)).OrderBy(round => round.Cpu).ToArray();
        var middle = rounds[Rounds / 2];
        var postings = CountPostings(middle.Index, files);
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            files = files.Count,
            chunks = middle.Index.ChunkCount,
            terms = middle.Index.TermCount,
            postings,
            cpuSeconds = rounds.Select(round => Math.Round(round.Cpu, 3)),
            chunksPerSecondOnTwoCores = Math.Round(Threads * middle.Index.ChunkCount / middle.Cpu),
            postingAndDirectoryBytesPerChunk = Math.Round((double)middle.Index.PostingAndDirectoryBytes / middle.Index.ChunkCount, 1),
            bytesOfTerms = middle.TermBytes,
            allocatedForTerms = middle.AllocatedForTerms,
            bytesOfIndex = middle.Index.ByteCount,
            allocatedForIndex = middle.AllocatedForIndex,
            allocatedToReadAllPostings = AllocatedToRead(middle.Index, files),
            runtime = RuntimeInformation.FrameworkDescription,
            processors = Environment.ProcessorCount,
        }));
        return 0;
    }

    private static (LexicalIndex Index, double Cpu, long TermBytes, long AllocatedForTerms, long AllocatedForIndex) Build(List<(string Text, ScannedText Scanned)> files)
    {
        var (before, allocated) = (CpuClock.Now, GC.GetTotalAllocatedBytes(precise: true));
        var terms = new byte[files.Count][];
        Parallel.For(
            0, files.Count, new ParallelOptions { MaxDegreeOfParallelism = Threads }, () => new DerivedContent(),
            (i, _, derived) =>
            {
                terms[i] = derived.Terms(files[i].Text, files[i].Scanned);
                return derived;
            },
            _ => { });
        var forTerms = GC.GetTotalAllocatedBytes(precise: true);
        var builder = new LexicalIndexBuilder();
        foreach (var content in terms)
        {
            builder.Add(content);
        }

        var index = builder.Build();
        return (index, CpuClock.Now - before, terms.Sum(content => (long)content.Length), forTerms - allocated, GC.GetTotalAllocatedBytes(precise: true) - forTerms);
    }

    private static long CountPostings(LexicalIndex index, List<(string Text, ScannedText Scanned)> files)
    {
        var count = 0L;
        foreach (var term in TermsOf(files))
        {
            count += index.Find(term).Count;
        }

        return count;
    }

    private static long AllocatedToRead(LexicalIndex index, List<(string Text, ScannedText Scanned)> files)
    {
        var terms = TermsOf(files);
        Read();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Read();
        return GC.GetAllocatedBytesForCurrentThread() - before;

        void Read()
        {
            foreach (var term in terms)
            {
                var postings = index.Find(term);
                while (postings.MoveNext())
                {
                }
            }
        }
    }

    private static List<ulong> TermsOf(List<(string Text, ScannedText Scanned)> files)
    {
        var terms = new HashSet<ulong>();
        var analyzer = new Analyzer();
        foreach (var (text, _) in files)
        {
            foreach (var term in analyzer.Analyze(text))
            {
                terms.Add(term);
            }
        }

        return [.. terms];
    }
}
