using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Serilog.Events;
using Serilog.Formatting;

namespace McpContextBrowser.Logs;

/// <summary>Writes an entry as one JSON object a line; the names are part of the interface.</summary>
/// <param name="withMessages">Whether sentences that may name files are written too.</param>
internal sealed class LogLineFormatter(bool withMessages) : ITextFormatter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public void Format(LogEvent logEvent, TextWriter output)
    {
        var entry = (LogEntry)((ScalarValue)logEvent.Properties[nameof(LogEntry)]).Value!;
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("time"u8, logEvent.Timestamp.UtcDateTime);
            json.WriteString("level"u8, entry.Severity.ToString().ToLowerInvariant());
            json.WriteString("event"u8, entry.Event);
            json.WriteNumber("process"u8, Environment.ProcessId);
            WriteIfKnown(json, "id", entry.Id);
            WriteIfKnown(json, "name", entry.Name);
            WriteIfKnown(json, "code", entry.Code);
            if (entry.Milliseconds is { } ms)
            {
                json.WriteNumber("ms"u8, ms);
            }

            WriteIfKnown(json, "message", withMessages ? entry.Message : null);
            WriteIfKnown(json, "failure", entry.Failure is { } failure ? withMessages ? failure.ToString() : Frames(failure) : null);
            json.WriteEndObject();
        }

        output.Write(Encoding.UTF8.GetString(buffer.WrittenSpan));
        output.Write('\n');
    }

    /// <summary>Types and stack frames, from the outermost inwards, without what was said: a message names files.</summary>
    private static string Frames(Exception failure)
    {
        var text = new StringBuilder();
        for (var at = failure; at is not null; at = at.InnerException)
        {
            text.Append(text.Length == 0 ? "" : "\n---> ").Append(at.GetType().FullName).Append('\n').Append(at.StackTrace);
        }

        return text.ToString();
    }

    private static void WriteIfKnown(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
