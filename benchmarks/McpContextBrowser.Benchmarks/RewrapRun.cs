using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using McpContextBrowser.Core.Crypto;

namespace McpContextBrowser.Benchmarks;

/// <summary>Rotates the master key of a ring of many collections, several times: wall and CPU time of the one transaction.</summary>
internal static class RewrapRun
{
    public const string Usage = "rewrap COLLECTIONS RUNS                         a new master key for a ring of that many; one page of JSON";

    private static readonly JsonSerializerOptions Form = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    public static int Start(string[] args)
    {
        if (args.Length != 3)
        {
            Console.Error.WriteLine(Usage);
            return 2;
        }

        var collections = int.Parse(args[1], CultureInfo.InvariantCulture);
        var folder = Directory.CreateTempSubdirectory("ctxb-rewrap-").FullName;
        try
        {
            using var first = new MasterKeyText(new string('7', 64), "first");
            using var second = new MasterKeyText(new string('8', 64), "second");
            using var ring = new KeyRing(Path.Join(folder, "keys.db"), first, TimeProvider.System);
            for (var i = 0; i < collections; i++)
            {
                ring.Open($"collection {i}").Dispose();
            }

            var walls = new List<double>();
            var cpus = new List<double>();
            for (var run = 0; run < int.Parse(args[2], CultureInfo.InvariantCulture); run++)
            {
                var (wall, cpu) = (Stopwatch.StartNew(), CpuClock.Now);
                ring.RotateMaster(run % 2 == 0 ? second : first);
                walls.Add(Math.Round(wall.Elapsed.TotalMilliseconds, 1));
                cpus.Add(Math.Round((CpuClock.Now - cpu) * 1000, 1));
                ring.Open("collection 0").Dispose(); // the new master opens it
            }

            Console.WriteLine(JsonSerializer.Serialize(
                new
                {
                    What = "a new master key for a ring: every collection's keys rewrapped in one transaction of keys.db, synced to disk",
                    Command = $"dotnet run -c Release --project benchmarks/McpContextBrowser.Benchmarks -- rewrap {args[1]} {args[2]}",
                    Machine = $"{Environment.ProcessorCount} cores, shared, {System.Runtime.InteropServices.RuntimeInformation.OSDescription}",
                    Runtime = Environment.Version.ToString(),
                    Collections = collections,
                    Keys = 2 * collections,
                    WallMilliseconds = walls,
                    CpuMilliseconds = cpus,
                    MedianWallMilliseconds = walls.Order().ElementAt(walls.Count / 2),
                },
                Form));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
