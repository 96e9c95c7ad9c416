using BenchmarkDotNet.Running;
using McpContextBrowser.Benchmarks;

// hnsw | flat: one program of the harness; encode: the built-in model; secrets: the scanner; indexing: a tree, cold and stage by stage; busy: searches meanwhile; replay: a history; scan, lexical, search: the parts of an answer; sealing: sealed against plain; rewrap: the key ring; kernels: BenchmarkDotNet.
switch (args.FirstOrDefault())
{
    case "hnsw" or "flat" or "encode" or "secrets":
        try
        {
            return args[0] == "encode" ? EncodeRun.Start(args) : args[0] == "secrets" ? SecretRun.Start(args) : VectorRun.Start(VectorRunOptions.Parse(args));
        }
        catch (Exception problem) when (problem is ArgumentException or IOException or InvalidDataException)
        {
            Console.Error.WriteLine(problem.Message);
            return 2;
        }

    case "code" when args.Length == 5:
        return CodeVectors.Write(args[1], args[2], args[3], args[4]);

    case "open" when args.Length == 3:
        return await SealedOpening.MeasureAsync(args[1], args[2]);

    case "scan" when args.Length >= 2:
        return ScanRun.Start(args);

    case "lexical" when args.Length == 2:
        return LexicalRun.Start(args[1]);

    case "search" when args.Length == 4:
        return await SearchRun.StartAsync(args[1], args[2], args[3]);

    case "indexing":
        return await IndexingRun.StartAsync(args);

    case "replay":
        return await ReplayRun.StartAsync(args);

    case "busy" when args.Length == 3:
        return await BusyRun.StartAsync(Path.GetFullPath(args[1]), Path.GetFullPath(args[2]));

    case "sealing":
        return await SealingRun.StartAsync(args);

    case "rewrap":
        return RewrapRun.Start(args);

    case "kernels":
        BenchmarkSwitcher.FromAssembly(typeof(KernelBenchmarks).Assembly).Run(args[1..]);
        return 0;

    default:
        Console.Error.WriteLine($"{VectorRunOptions.Usage}\n{EncodeRun.Usage}\n{SecretRun.Usage}\n{IndexingRun.Usage}\n{BusyRun.Usage}\n{ReplayRun.Usage}\n{ScanRun.Usage}\n{LexicalRun.Usage}\n{SearchRun.Usage}\n{SealingRun.Usage}\n{RewrapRun.Usage}");
        return 2;
}
