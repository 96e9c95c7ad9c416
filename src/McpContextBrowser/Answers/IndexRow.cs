using McpContextBrowser.Core.Indexing;

namespace McpContextBrowser.Answers;

/// <summary>The report of an indexing run, as programs read it.</summary>
internal sealed record IndexRow
{
    public required string Root { get; init; }

    public required int Files { get; init; }

    public required int Chunks { get; init; }

    public required int Added { get; init; }

    public required int Changed { get; init; }

    public required int Removed { get; init; }

    /// <summary>Chunks embedded in this run.</summary>
    public required int Embedded { get; init; }

    public required IReadOnlyDictionary<string, int> Skipped { get; init; }

    /// <summary>Wall clock of the run.</summary>
    public required long Milliseconds { get; init; }

    public required IReadOnlyList<string> Notes { get; init; }

    public static IndexRow Of(IndexReport report) => new()
    {
        Root = report.Root,
        Files = report.Files,
        Chunks = report.Chunks,
        Added = report.Added,
        Changed = report.Changed,
        Removed = report.Removed,
        Embedded = report.Embedded,
        Skipped = SkipReasons.ByName(report.Skipped),
        Milliseconds = (long)report.Elapsed.TotalMilliseconds,
        Notes = report.Notes,
    };
}
