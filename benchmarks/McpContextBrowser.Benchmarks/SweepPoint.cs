using System.Text.Json.Serialization;

namespace McpContextBrowser.Benchmarks;

/// <summary>What one breadth gives and costs.</summary>
internal sealed record SweepPoint(
    [property: JsonPropertyName("ef")] int Breadth,
    [property: JsonPropertyName("recall")] double Recall,
    [property: JsonPropertyName("qps")] double QueriesPerSecond,
    [property: JsonPropertyName("p50_us")] double P50Microseconds,
    [property: JsonPropertyName("p99_us")] double P99Microseconds,
    [property: JsonPropertyName("cpu_us")] double CpuMicroseconds,
    [property: JsonPropertyName("ndist")] double Distances);
