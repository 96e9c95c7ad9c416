using System.Globalization;
using System.Text;
using System.Text.Json;
using McpContextBrowser.Configuration;

namespace McpContextBrowser.Logs;

/// <summary>A line as it was read.</summary>
/// <param name="Time">When it was written, UTC.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Json">As it stands in the file.</param>
internal sealed record LogLine(DateTimeOffset Time, LogSeverity Severity, string Json)
{
    private static readonly string[] InHeading = ["time", "level", "event", "process", "failure"];

    /// <returns>Null for what is no line of this log: a disk that was full may leave half of one.</returns>
    public static LogLine? Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var line = document.RootElement;
            return line.ValueKind == JsonValueKind.Object
                && line.TryGetProperty("time", out var time) && time.ValueKind == JsonValueKind.String && time.TryGetDateTimeOffset(out var at)
                && line.TryGetProperty("level", out var level) && level.ValueKind == JsonValueKind.String && Enum.TryParse<LogSeverity>(level.GetString(), ignoreCase: true, out var severity)
                ? new(at, severity, json)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>For reading: time, level, event, process, then what else is known, a failure indented below.</summary>
    public string InWords()
    {
        using var document = JsonDocument.Parse(Json);
        var line = document.RootElement;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Time.UtcDateTime:yyyy-MM-dd HH:mm:ss.fff}Z {Severity.ToString().ToLowerInvariant(),-11} {Text(line, "event"),-11} [{Text(line, "process")}]");
        foreach (var property in line.EnumerateObject().Where(property => !InHeading.Contains(property.Name)))
        {
            text.Append(CultureInfo.InvariantCulture, $" {property.Name}={property.Value}");
        }

        if (line.TryGetProperty("failure", out var failure))
        {
            text.Append("\n    ").Append(failure.ToString().TrimEnd().ReplaceLineEndings("\n    "));
        }

        return text.ToString();
    }

    private static string Text(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.ToString() : "";
}
