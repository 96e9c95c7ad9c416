using System.Globalization;
using McpContextBrowser.Core.Vectors;

namespace McpContextBrowser.Benchmarks;

/// <summary>The arguments of a run, in the order and with the names of the harness's other drivers.</summary>
internal sealed record VectorRunOptions
{
    public const string Usage =
        """
        hnsw|flat BASE.fvecs QUERY.fvecs GT.ivecs [M EFC EF,EF,…] [--dtype f32|sq8] [--originals none|half|f32]
             [--threads N] [--reps R] [--index FILE] [--load] [--maxn N] [--k K] [--maxrecall R] [--simd plain|128|256|512] [--label TEXT]
        code FOLDER MODEL.ctxe BASE.fvecs QUERY.fvecs
        open INDEX QUERY.fvecs
        kernels [BenchmarkDotNet arguments]
        """;

    public bool Flat { get; init; }

    public required string Base { get; init; }

    public required string Query { get; init; }

    public required string Truth { get; init; }

    public int Links { get; init; } = 16;

    public int BuildBreadth { get; init; } = 200;

    public int[] Breadths { get; init; } = [10, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768];

    public bool Codes { get; init; }

    public OriginalVectors Originals { get; init; } = OriginalVectors.Full;

    public int Threads { get; init; } = 1;

    public int Repetitions { get; init; } = 3;

    public string? Index { get; init; }

    public bool Load { get; init; }

    public int MostVectors { get; init; } = int.MaxValue;

    public int K { get; init; } = 10;

    public double MostRecall { get; init; } = 0.998;

    public SimdLevel Simd { get; init; } = Distance.Best;

    public string Label { get; init; } = "";

    /// <exception cref="ArgumentException">An argument is missing or unknown.</exception>
    public static VectorRunOptions Parse(string[] args)
    {
        if (args.Length < 4)
        {
            throw new ArgumentException(Usage);
        }

        var options = new VectorRunOptions { Flat = args[0] == "flat", Base = args[1], Query = args[2], Truth = args[3] };
        var position = 0;
        for (var i = 4; i < args.Length; i++)
        {
            var name = args[i];
            string Value() => ++i < args.Length ? args[i] : throw new ArgumentException($"{name} needs a value.");
            int Number() => int.Parse(Value(), CultureInfo.InvariantCulture);
            options = name switch
            {
                "--dtype" => options with { Codes = Value() == "sq8" },
                "--originals" => options with { Originals = OriginalsOf(Value()) },
                "--threads" => options with { Threads = Number() },
                "--reps" => options with { Repetitions = Number() },
                "--index" => options with { Index = Value() },
                "--load" => options with { Load = true },
                "--maxn" => options with { MostVectors = Number() },
                "--k" => options with { K = Number() },
                "--maxrecall" => options with { MostRecall = double.Parse(Value(), CultureInfo.InvariantCulture) },
                "--simd" => options with { Simd = SimdOf(Value()) },
                "--label" => options with { Label = Value() },
                _ when name.StartsWith('-') => throw new ArgumentException($"Unknown argument {name}.\n{Usage}"),
                _ => position++ switch
                {
                    0 => options with { Links = int.Parse(name, CultureInfo.InvariantCulture) },
                    1 => options with { BuildBreadth = int.Parse(name, CultureInfo.InvariantCulture) },
                    _ => options with { Breadths = [.. name.Split(',').Select(n => int.Parse(n, CultureInfo.InvariantCulture))] },
                },
            };
        }

        return options;
    }

    private static OriginalVectors OriginalsOf(string name) => name switch
    {
        "none" => OriginalVectors.None,
        "half" => OriginalVectors.Half,
        "f32" => OriginalVectors.Full,
        _ => throw new ArgumentException($"--originals is {name}; use none, half or f32."),
    };

    private static SimdLevel SimdOf(string name) => name switch
    {
        "plain" => SimdLevel.Plain,
        "128" => SimdLevel.Bits128,
        "256" => SimdLevel.Bits256,
        "512" => SimdLevel.Bits512,
        _ => throw new ArgumentException($"--simd is {name}; use plain, 128, 256 or 512."),
    };
}
