using System.Diagnostics.Metrics;
using McpContextBrowser.Server.Observability;

namespace McpContextBrowser.Tests.Server.Observability;

public sealed class PrometheusTextTests
{
    [Test]
    public void Counters_gauges_and_histograms_are_written_as_Prometheus_reads_them()
    {
        using var text = new PrometheusText();
        using var meter = new Meter("McpContextBrowser.Test");
        var counter = meter.CreateCounter<long>("ctxb.test.hits", description: "Hits.\nTwo lines");
        var gauge = meter.CreateUpDownCounter<int>("ctxb.test.open", description: "Open.");
        var histogram = meter.CreateHistogram<double>("ctxb.test.duration", "s", "Time.");
        meter.CreateObservableGauge("ctxb.test.size", static () => 42L, "By", "Size.");
        counter.Add(2, new KeyValuePair<string, object?>("kind", "a\"b\\c"));
        counter.Add(3, new KeyValuePair<string, object?>("kind", "a\"b\\c"));
        gauge.Add(5);
        gauge.Add(-2);
        histogram.Record(0.003);
        histogram.Record(100);
        var lines = text.Write().Split('\n').Where(line => line.Contains("ctxb_test", StringComparison.Ordinal)).ToList();
        Assert.That(lines, Is.SupersetOf(new[]
        {
            "# HELP ctxb_test_hits_total Hits.\\nTwo lines", "# TYPE ctxb_test_hits_total counter", "ctxb_test_hits_total{kind=\"a\\\"b\\\\c\"} 5",
            "# TYPE ctxb_test_open gauge", "ctxb_test_open 3",
            "# TYPE ctxb_test_duration_seconds histogram", "ctxb_test_duration_seconds_bucket{le=\"0.0025\"} 0", "ctxb_test_duration_seconds_bucket{le=\"0.005\"} 1",
            "ctxb_test_duration_seconds_bucket{le=\"30\"} 1", "ctxb_test_duration_seconds_bucket{le=\"+Inf\"} 2", "ctxb_test_duration_seconds_sum 100.003", "ctxb_test_duration_seconds_count 2",
            "# TYPE ctxb_test_size_bytes gauge", "ctxb_test_size_bytes 42",
        }));
    }

    [Test]
    public void Labels_without_bound_are_counted_together_beyond_the_limit()
    {
        using var text = new PrometheusText();
        using var meter = new Meter("McpContextBrowser.Test");
        var counter = meter.CreateCounter<long>("ctxb.test.many");
        for (var i = 0; i < 10_000; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("kind", i));
        }

        var series = text.Write().Split('\n').Where(line => line.StartsWith("ctxb_test_many_total{", StringComparison.Ordinal)).ToList();
        Assert.That(series, Has.Count.EqualTo(PrometheusText.MostSeries + 1).And.Contain($"ctxb_test_many_total{{kind=\"other\"}} {10_000 - PrometheusText.MostSeries}"));
    }

    [Test]
    public void Meters_of_others_are_not_ours_to_show()
    {
        using var text = new PrometheusText();
        using var meter = new Meter("Somebody.Else");
        meter.CreateCounter<long>("foreign.hits").Add(1);
        Assert.That(text.Write(), Does.Not.Contain("foreign"));
    }
}
