using System.Text.Json.Serialization;

namespace McpContextBrowser.Benchmarks;

/// <summary>The one line of a run, with the field names of the harness.</summary>
internal sealed record VectorRunReport
{
    [JsonPropertyName("lib")]
    public string Library { get; init; } = "ctxb";

    [JsonPropertyName("label")]
    public required string Label { get; init; }

    [JsonPropertyName("dtype")]
    public required string Rows { get; init; }

    [JsonPropertyName("n")]
    public required int Vectors { get; init; }

    [JsonPropertyName("d")]
    public required int Dimensions { get; init; }

    [JsonPropertyName("nq")]
    public required int Queries { get; init; }

    [JsonPropertyName("M")]
    public required int Links { get; init; }

    [JsonPropertyName("efC")]
    public required int BuildBreadth { get; init; }

    [JsonPropertyName("build_threads")]
    public required int Threads { get; init; }

    [JsonPropertyName("simd")]
    public required string Simd { get; init; }

    [JsonPropertyName("build_s")]
    public double BuildSeconds { get; set; }

    [JsonPropertyName("build_cpu_s")]
    public double BuildCpuSeconds { get; set; }

    [JsonPropertyName("index_bytes_per_vec")]
    public double BytesPerVector { get; set; }

    [JsonPropertyName("index_bytes_per_vec_without_originals")]
    public double BytesPerVectorWithoutOriginals { get; set; }

    [JsonPropertyName("load_s")]
    public double LoadSeconds { get; set; }

    [JsonPropertyName("file_bytes")]
    public long FileBytes { get; set; }

    [JsonPropertyName("unreachable")]
    public int Unreachable { get; set; }

    [JsonPropertyName("sweep")]
    public List<SweepPoint> Sweep { get; } = [];
}
