using System.Buffers;
using System.Diagnostics;
using System.Text.Json;
using McpContextBrowser.Core.Vectors;

namespace McpContextBrowser.Benchmarks;

/// <summary>Builds or loads an index, searches it at each breadth, and prints one JSON line as the harness's drivers do.</summary>
internal sealed class VectorRun
{
    private const int WarmPasses = 3;

    // The runtime compiles hot loops for good in the background, a tenth of a second after it has last compiled anything:
    // three passes over a thousand queries are over before that.
    private const double WarmSeconds = 1.5;

    private readonly VectorRunOptions _options;
    private readonly VectorFile<float> _base;
    private readonly VectorFile<float> _queries;
    private readonly double[] _tenthScores;
    private readonly VectorRunReport _report;

    private VectorRun(VectorRunOptions options)
    {
        _options = options;
        _base = VectorFile<float>.Read(options.Base, options.MostVectors);
        _queries = VectorFile<float>.Read(options.Query);
        Normalise(_base);
        Normalise(_queries);
        var truth = VectorFile<int>.Read(options.Truth);
        _tenthScores = [.. _queries.Rows.Select((query, i) => Dot(_base.Rows[truth.Rows[i][options.K - 1]], query) - 1e-6)];
        _report = new VectorRunReport
        {
            Label = options.Label,
            Rows = options.Flat ? "flat" : options.Codes ? "sq8" : "f32",
            Vectors = _base.Rows.Length,
            Dimensions = _base.Width,
            Queries = _queries.Rows.Length,
            Links = options.Links,
            BuildBreadth = options.BuildBreadth,
            Threads = options.Threads,
            Simd = options.Simd.ToString(),
        };
    }

    /// <returns>Exit code.</returns>
    public static int Start(VectorRunOptions options)
    {
        var run = new VectorRun(options);
        using IVectorIndex index = options.Flat ? run.BuildFlat() : run.BuildGraph();
        run.Warm(index);
        foreach (var breadth in options.Flat ? [options.K] : options.Breadths)
        {
            var point = run.Measure(index, breadth);
            run._report.Sweep.Add(point);
            Console.Error.WriteLine($"  ef {point.Breadth,4} recall {point.Recall:F4} cpu {point.CpuMicroseconds:F1} us nd {point.Distances:F1}");
            if (point.Recall >= options.MostRecall)
            {
                break;
            }
        }

        Console.WriteLine(JsonSerializer.Serialize(run._report));
        return 0;
    }

    private FlatIndex BuildFlat()
    {
        var (cpu, clock) = (CpuClock.Now, Stopwatch.StartNew());
        using var builder = new FlatIndexBuilder(
            new FlatIndexOptions { Dimensions = _base.Width, Originals = _options.Originals, Simd = _options.Simd }, _base.Rows.Length);
        for (var id = 0; id < _base.Rows.Length; id++)
        {
            builder.Add(id, _base.Rows[id]);
        }

        var index = builder.Build();
        _report.BuildCpuSeconds = CpuClock.Now - cpu;
        _report.BuildSeconds = clock.Elapsed.TotalSeconds;
        _report.BytesPerVector = index.ResidentBytes / (double)_base.Rows.Length;
        return index;
    }

    private HnswIndex BuildGraph()
    {
        HnswIndex index;
        if (_options.Load)
        {
            var bytes = File.ReadAllBytes(_options.Index ?? throw new ArgumentException("--load needs --index."));
            var clock = Stopwatch.StartNew();
            index = HnswIndex.Read(bytes, null, OriginalsPlace.Memory, _options.Simd);
            _report.LoadSeconds = clock.Elapsed.TotalSeconds;
            _report.FileBytes = bytes.Length;
        }
        else
        {
            index = Build();
        }

        _report.Unreachable = index.CountUnreachable();
        _report.BytesPerVector = index.ResidentBytes / (double)_base.Rows.Length;
        _report.BytesPerVectorWithoutOriginals = (index.ResidentBytes - index.OriginalBytes) / (double)_base.Rows.Length;
        return index;
    }

    private HnswIndex Build()
    {
        var index = new HnswIndex(
            new HnswOptions
            {
                Dimensions = _base.Width,
                Links = _options.Links,
                BuildBreadth = _options.BuildBreadth,
                Codes = _options.Codes,
                Originals = _options.Originals,
                Simd = _options.Simd,
            },
            _base.Rows.Length);
        var ids = Enumerable.Range(0, _base.Rows.Length).ToArray();
        var (cpu, clock) = (CpuClock.Now, Stopwatch.StartNew());
        index.AddRange(ids, i => _base.Rows[i], _options.Threads, CancellationToken.None);
        _report.BuildCpuSeconds = CpuClock.Now - cpu;
        _report.BuildSeconds = clock.Elapsed.TotalSeconds;
        Console.Error.WriteLine($"build {_report.BuildSeconds:F2} s, cpu {_report.BuildCpuSeconds:F2} s");
        if (_options.Index is not null)
        {
            var output = new ArrayBufferWriter<byte>();
            index.Write(output);
            File.WriteAllBytes(_options.Index, output.WrittenSpan);
            _report.FileBytes = output.WrittenCount;
        }

        return index;
    }

    private void Warm(IVectorIndex index)
    {
        var hits = new VectorHit[_options.K];
        var clock = Stopwatch.StartNew();
        for (var i = 0; clock.Elapsed.TotalSeconds < WarmSeconds; i = (i + 1) % _queries.Rows.Length)
        {
            index.Search(_queries.Rows[i], _options.K, _options.Breadths[i % _options.Breadths.Length], null, hits);
        }
    }

    private SweepPoint Measure(IVectorIndex index, int breadth)
    {
        var hits = new VectorHit[_options.K];
        var latencies = new double[_queries.Rows.Length];
        var recall = 0.0;
        long distances = 0;
        for (var i = 0; i < _queries.Rows.Length; i++)
        {
            long computed = _base.Rows.Length;
            var found = index is HnswIndex graph
                ? graph.Search(_queries.Rows[i], _options.K, breadth, null, hits, out computed)
                : index.Search(_queries.Rows[i], _options.K, breadth, null, hits);
            distances += computed;
            recall += Recall(i, hits.AsSpan(0, found));
        }

        var best = double.PositiveInfinity;
        var (seconds, p50, p99) = (0.0, 0.0, 0.0);
        for (var pass = 1; pass < WarmPasses + _options.Repetitions; pass++)
        {
            var (cpu, clock) = (CpuClock.Now, Stopwatch.StartNew());
            for (var i = 0; i < _queries.Rows.Length; i++)
            {
                var start = Stopwatch.GetTimestamp();
                index.Search(_queries.Rows[i], _options.K, breadth, null, hits);
                latencies[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            }

            var used = (CpuClock.Now - cpu) / _queries.Rows.Length * 1e6;
            if (pass >= WarmPasses && used < best)
            {
                best = used;
                seconds = clock.Elapsed.TotalSeconds;
                Array.Sort(latencies);
                (p50, p99) = (latencies[latencies.Length / 2], latencies[latencies.Length * 99 / 100]);
            }
        }

        var queries = (double)_queries.Rows.Length;
        return new SweepPoint(breadth, recall / queries, queries / seconds, p50, p99, best, distances / queries);
    }

    // Tie-aware: what is as near as the true k-th counts, so that exact duplicates are no misses.
    private double Recall(int query, ReadOnlySpan<VectorHit> hits)
    {
        var hit = 0;
        foreach (var found in hits)
        {
            hit += Dot(_base.Rows[found.Id], _queries.Rows[query]) >= _tenthScores[query] ? 1 : 0;
        }

        return Math.Min(1.0, hit / (double)_options.K);
    }

    private static double Dot(float[] a, float[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += (double)a[i] * b[i];
        }

        return sum;
    }

    private static void Normalise(VectorFile<float> file)
    {
        foreach (var row in file.Rows)
        {
            var length = Math.Sqrt(Dot(row, row));
            for (var i = 0; i < row.Length && length > 0; i++)
            {
                row[i] = (float)(row[i] / length);
            }
        }
    }
}
