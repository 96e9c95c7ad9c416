using System.Runtime.InteropServices;
using System.Text.Json;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Files.Secrets;

namespace McpContextBrowser.Benchmarks;

/// <summary>How fast the texts of a real tree are looked through for secrets, on one thread.</summary>
internal static class SecretRun
{
    public const string Usage = "secrets FOLDER [REPETITIONS]";

    /// <summary>Prints one line of JSON: bytes as UTF-8, CPU time of each repetition after a warm one.</summary>
    public static int Start(string[] args)
    {
        if (args.Length < 2)
        {
            throw new ArgumentException(Usage);
        }

        var texts = Texts(args[1]);
        var found = Scan(texts);
        var times = new double[args.Length > 2 ? int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture) : 7];
        for (var i = 0; i < times.Length; i++)
        {
            var before = CpuClock.Now;
            Scan(texts);
            times[i] = CpuClock.Now - before;
        }

        var order = times.Order().ToArray();
        var bytes = texts.Sum(text => (long)System.Text.Encoding.UTF8.GetByteCount(text));
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            files = texts.Count,
            bytes,
            found,
            version = SecretScanner.Version,
            repetitions = times.Length,
            cpuSeconds = new { least = order[0], median = order[order.Length / 2], most = order[^1] },
            megabytesPerSecond = Math.Round(bytes / order[order.Length / 2] / 1e6, 1),
            runtime = RuntimeInformation.FrameworkDescription,
            processors = Environment.ProcessorCount,
        }));
        return 0;
    }

    private static int Scan(List<string> texts)
    {
        var found = 0;
        foreach (var text in texts)
        {
            SecretScanner.Redact(text, out var findings);
            found += findings.Count;
        }

        return found;
    }

    internal static List<string> Texts(string folder)
    {
        var root = Path.GetFullPath(folder);
        var texts = new List<string>();
        foreach (var entry in new RepoWalker(new FilesOptions()).Walk(root, default).Where(entry => entry.Skip is null))
        {
            if (TextDecoder.Decode(File.ReadAllBytes(entry.Path.UnderRoot(root)), out var text) == SkipReason.None)
            {
                texts.Add(text);
            }
        }

        return texts;
    }
}
