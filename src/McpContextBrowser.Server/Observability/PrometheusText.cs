using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace McpContextBrowser.Server.Observability;

/// <summary>
/// What the meters of this process say, in Prometheus' text form 0.0.4. Counters end in <c>_total</c>, histograms in seconds have
/// fixed buckets. For calls from several threads.
/// </summary>
/// <remarks>Bounded: an instrument keeps at most <see cref="MostSeries"/> combinations of labels; more are counted in one whose
/// labels read <c>other</c>, so no client can fill the memory by asking for many things.</remarks>
public sealed class PrometheusText : IDisposable
{
    /// <summary>Series kept for one instrument.</summary>
    public const int MostSeries = 200;

    private const string OurMeters = "McpContextBrowser";
    private static readonly double[] Buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, Family> _families = new(StringComparer.Ordinal);

    public PrometheusText()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name.StartsWith(OurMeters, StringComparison.Ordinal))
            {
                // Several meters may have an instrument of one name: they share its family.
                listener.EnableMeasurementEvents(instrument, _families.GetOrAdd(Family.NameOf(instrument), _ => new Family(instrument)));
            }
        };
        _listener.SetMeasurementEventCallback<long>(static (_, value, labels, family) => ((Family)family!).Record(value, labels));
        _listener.SetMeasurementEventCallback<int>(static (_, value, labels, family) => ((Family)family!).Record(value, labels));
        _listener.SetMeasurementEventCallback<double>(static (_, value, labels, family) => ((Family)family!).Record(value, labels));
        _listener.Start();
    }

    /// <summary>All series, in the order of their names.</summary>
    public string Write()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var family in _families.Values.OrderBy(family => family.Name, StringComparer.Ordinal))
        {
            family.Write(text);
        }

        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    /// <summary>One instrument and its series.</summary>
    private sealed class Family(Instrument instrument)
    {
        private readonly ConcurrentDictionary<string, Series> _series = new(StringComparer.Ordinal);
        private readonly string _type = TypeOf(instrument);

        public string Name { get; } = NameOf(instrument);

        /// <summary>As Prometheus writes it, with its unit.</summary>
        public static string NameOf(Instrument instrument)
        {
            var name = instrument.Name.Replace('.', '_').Replace('-', '_');
            var unit = instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
            name += unit.Length > 0 && !name.EndsWith(unit, StringComparison.Ordinal) ? unit : "";
            return TypeOf(instrument) == "counter" ? name + "_total" : name;
        }

        public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> labels)
        {
            var key = Labels(labels, null);
            if (!_series.TryGetValue(key, out var series))
            {
                series = _series.GetOrAdd(_series.Count < MostSeries ? key : Labels(labels, "other"), static _ => new Series());
            }

            series.Record(value, _type, isSet: instrument.IsObservable);
        }

        public void Write(StringBuilder text)
        {
            text.Append(CultureInfo.InvariantCulture, $"# HELP {Name} {instrument.Description?.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\n# TYPE {Name} {_type}\n");
            foreach (var (labels, series) in _series.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            {
                series.Write(text, Name, labels, _type);
            }
        }

        private static string TypeOf(Instrument instrument) => instrument.GetType().Name switch
        {
            var type when type.StartsWith("Counter", StringComparison.Ordinal) || type.StartsWith("ObservableCounter", StringComparison.Ordinal) => "counter",
            var type when type.StartsWith("Histogram", StringComparison.Ordinal) => "histogram",
            _ => "gauge",
        };

        private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> labels, string? instead)
        {
            if (labels.IsEmpty)
            {
                return "";
            }

            var text = new StringBuilder();
            foreach (var (name, value) in labels)
            {
                text.Append(text.Length > 0 ? "," : "").Append(name.Replace('.', '_')).Append("=\"");
                foreach (var c in instead ?? Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")
                {
                    text.Append(c switch { '\\' => "\\\\", '"' => "\\\"", '\n' => "\\n", _ => c.ToString() });
                }

                text.Append('"');
            }

            return text.ToString();
        }
    }

    /// <summary>One combination of labels. Locked while it is written or read.</summary>
    private sealed class Series
    {
        private readonly long[] _counts = new long[Buckets.Length + 1];
        private double _value;

        public void Record(double value, string type, bool isSet)
        {
            lock (_counts)
            {
                _value = isSet ? value : _value + value;
                if (type == "histogram")
                {
                    var bucket = Array.FindIndex(Buckets, limit => value <= limit);
                    _counts[bucket < 0 ? Buckets.Length : bucket]++;
                }
            }
        }

        public void Write(StringBuilder text, string name, string labels, string type)
        {
            lock (_counts)
            {
                if (type != "histogram")
                {
                    Line(text, name, labels, _value);
                    return;
                }

                var count = 0L;
                for (var i = 0; i <= Buckets.Length; i++)
                {
                    count += _counts[i];
                    var limit = i < Buckets.Length ? Buckets[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
                    Line(text, $"{name}_bucket", $"{labels}{(labels.Length > 0 ? "," : "")}le=\"{limit}\"", count);
                }

                Line(text, $"{name}_sum", labels, _value);
                Line(text, $"{name}_count", labels, count);
            }
        }

        private static void Line(StringBuilder text, string name, string labels, double value) =>
            text.Append(name).Append(labels.Length > 0 ? $"{{{labels}}}" : "").Append(' ').Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }
}
