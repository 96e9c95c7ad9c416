using System.Text.Json.Serialization;
using McpContextBrowser.Core;

namespace McpContextBrowser.Answers;

/// <summary>What the index holds about one folder, as programs read it.</summary>
internal sealed record StatusRow
{
    public required string Root { get; init; }

    /// <summary><c>ready</c>, <c>indexing</c> or <c>incomplete</c>.</summary>
    public required string State { get; init; }

    public required int Files { get; init; }

    public required int Chunks { get; init; }

    public required IReadOnlyDictionary<string, int> Skipped { get; init; }

    /// <summary>Each skipped path; null (and left out) unless asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SkippedRow>? SkippedPaths { get; init; }

    public required long Sequence { get; init; }

    public required DateTimeOffset? IndexedAt { get; init; }

    public required string Model { get; init; }

    /// <summary>The configured model while its vectors are still being made; null (and left out) when they serve.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? NextModel { get; init; }

    /// <summary>Chunks that the configured model still has to embed; left out when there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int ChunksToEmbed { get; init; }

    /// <summary>Seconds since the last commit; null before the first.</summary>
    public required long? AgeSeconds { get; init; }

    /// <summary>What stopped the last run; null when it came to its end.</summary>
    public required string? LastError { get; init; }

    public required long BytesOnDisk { get; init; }

    /// <summary>The same by part.</summary>
    public required SizeRow Size { get; init; }

    /// <summary>How far a running job is; null (and left out) when none runs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ProgressRow? Progress { get; init; }

    public static StatusRow Of(TreeStatus status) => new()
    {
        Root = status.Root,
        State = status.State,
        Files = status.Files,
        Chunks = status.Chunks,
        Skipped = SkipReasons.ByName(status.Skipped),
        SkippedPaths = SkippedRow.Of(status),
        Sequence = status.Sequence,
        IndexedAt = status.IndexedAt,
        Model = status.Model,
        NextModel = status.NextModel,
        ChunksToEmbed = status.ChunksToEmbed,
        AgeSeconds = (long?)status.Age?.TotalSeconds,
        LastError = status.LastError,
        BytesOnDisk = status.BytesOnDisk,
        Size = SizeRow.Of(status.SizeOnDisk),
        Progress = status.Progress is { } progress ? new(progress.FilesDone, progress.FilesToDo, progress.Chunks) : null,
    };
}
