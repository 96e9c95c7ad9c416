using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpContextBrowser.Mcp;

/// <summary>
/// JSON-RPC, one message a line, over a pair of streams. The SDK's own transport holds a line of any length in memory and passes over
/// in silence what it cannot read; here a client is told what it did wrong, by the codes of JSON-RPC 2.0, and no line costs more than
/// <see cref="LongestLine"/>. A client that closes its side, as <c>printf … | ctxb serve</c> does, still gets the answers to what it has asked.
/// </summary>
internal sealed class LineTransport : TransportBase
{
    /// <summary>In bytes: the longest text a tool takes, with every letter escaped, and more beside it.</summary>
    public const int LongestLine = 512 << 10;

    /// <summary>How long what was asked before the client closed its side may still take.</summary>
    public static readonly TimeSpan LastAnswers = TimeSpan.FromSeconds(10);

    private const string Version = "2.0";
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false }; // two readers must not see two messages
    private static readonly JsonTypeInfo MessageType = McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage));

    private readonly Stream _input;
    private readonly Stream _output;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly TaskCompletionSource _sent = new(TaskCreationOptions.RunContinuationsAsynchronously); // what waits must not hold up the answer
    private readonly CancellationTokenSource _stop = new();
    private readonly OpenRequests _open = new();
    private readonly TimeProvider _time;
    private readonly Task _reading;

    /// <param name="input">From the client; closed with the transport.</param>
    /// <param name="output">To the client; closed with the transport.</param>
    /// <param name="time">Bounds the last answers.</param>
    public LineTransport(Stream input, Stream output, TimeProvider time)
        : base("ctxb", null)
    {
        (_input, _output, _time) = (input, output, time);
        SetConnected();
        _reading = Task.Run(ReadAsync);
    }

    /// <summary>Completes when the first message has left; never, when none does.</summary>
    public Task FirstMessageSent => _sent.Task;

    public override async Task SendMessageAsync(JsonRpcMessage message, CancellationToken cancellationToken = default)
    {
        if (IsConnected)
        {
            await WriteAsync(json => JsonSerializer.Serialize(json, message, MessageType), cancellationToken);
            _open.Sent(message);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();

        // A read of a console cannot be cancelled; closing its stream ends it.
        await _input.DisposeAsync();
        await _output.DisposeAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _writing.Dispose();
    }

    private async Task ReadAsync()
    {
        Exception? failure = null;
        try
        {
            await ReadLinesAsync(PipeReader.Create(_input, new StreamPipeReaderOptions(bufferSize: 1 << 16, leaveOpen: true)), _stop.Token);
            await _open.NoneAsync().WaitAsync(LastAnswers, _time, _stop.Token);
        }
        catch (Exception ended) when (ended is OperationCanceledException or TimeoutException)
        {
            // the server ends, or nobody waits for the last answers any more
        }
        catch (Exception broken) when (broken is IOException or ObjectDisposedException)
        {
            failure = broken;
        }
        finally
        {
            SetDisconnected(failure);
        }
    }

    private async Task ReadLinesAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        PassingId? tooLong = null; // the line whose beginning is gone already
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                var line = rest.Slice(0, end);
                if (tooLong is null && line.Length <= LongestLine)
                {
                    await TakeAsync(line.ToArray(), cancellationToken);
                }
                else
                {
                    await RefuseLongAsync(tooLong ?? new(), line, cancellationToken);
                }

                tooLong = null;
                rest = rest.Slice(rest.GetPosition(1, end));
            }

            if (tooLong is not null || rest.Length > LongestLine)
            {
                tooLong ??= new();
                tooLong.Read(rest);
                rest = rest.Slice(rest.End);
            }

            reader.AdvanceTo(rest.Start, rest.End);
            if (read.IsCompleted)
            {
                await TakeAsync(rest.ToArray(), cancellationToken);
                return;
            }
        }
    }

    private Task RefuseLongAsync(PassingId id, in ReadOnlySequence<byte> end, CancellationToken cancellationToken)
    {
        id.Read(end);
        return RefuseAsync(McpErrorCode.InvalidRequest, $"A message is longer than {LongestLine} bytes.", id.Value is { } known && IsId(known) ? known : null, cancellationToken);
    }

    /// <param name="line">Belongs to the callee.</param>
    /// <param name="cancellationToken">Stops the answer.</param>
    private async Task TakeAsync(byte[] line, CancellationToken cancellationToken)
    {
        if (!line.AsSpan().ContainsAnyExcept(" \t\r"u8))
        {
            return;
        }

        JsonDocument document;
        try
        {
            HalfPairs.Mend(line);
            document = Utf8.IsValid(line) ? JsonDocument.Parse(line, Strict) : throw new JsonException("The line is not UTF-8.");
        }
        catch (JsonException)
        {
            await RefuseAsync(McpErrorCode.ParseError, "The line is not a JSON text in UTF-8, at most 64 levels deep, in which no name stands twice in an object.", null, cancellationToken);
            return;
        }

        using (document)
        {
            var id = document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("id", out var given) ? given : (JsonElement?)null;
            if (IsMessage(document.RootElement, id) && TryRead(document.RootElement) is { } message)
            {
                _open.Received(message);
                await WriteMessageAsync(message, cancellationToken);
            }
            else
            {
                var text = document.RootElement.ValueKind == JsonValueKind.Array
                    ? "Batches are not taken: send one message a line."
                    : "The line is no JSON-RPC 2.0 message: it needs jsonrpc \"2.0\", a method, and an id that is a text or a whole number when an answer is wanted.";
                await RefuseAsync(McpErrorCode.InvalidRequest, text, id is { } known && IsId(known) ? known : null, cancellationToken);
            }
        }
    }

    private static bool IsMessage(JsonElement message, JsonElement? id) =>
        message.ValueKind == JsonValueKind.Object
        && message.TryGetProperty("jsonrpc", out var version) && version.ValueKind == JsonValueKind.String && version.ValueEquals(Version)
        && (id is null || IsId(id.Value))
        && (message.TryGetProperty("method", out var method)
            ? method.ValueKind == JsonValueKind.String
            : id is not null && message.TryGetProperty("result", out _) != message.TryGetProperty("error", out _));

    private static bool IsId(JsonElement id) => id.ValueKind == JsonValueKind.String || (id.ValueKind == JsonValueKind.Number && id.TryGetInt64(out _));

    private static JsonRpcMessage? TryRead(JsonElement message)
    {
        try
        {
            return (JsonRpcMessage?)message.Deserialize(MessageType);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private Task RefuseAsync(McpErrorCode code, string text, JsonElement? id, CancellationToken cancellationToken) => WriteAsync(
        json =>
        {
            json.WriteStartObject();
            json.WriteString("jsonrpc"u8, Version);
            json.WritePropertyName("id"u8);
            if (id is { } known)
            {
                known.WriteTo(json);
            }
            else
            {
                json.WriteNullValue();
            }

            json.WriteStartObject("error"u8);
            json.WriteNumber("code"u8, (int)code);
            json.WriteString("message"u8, text);
            json.WriteEndObject();
            json.WriteEndObject();
        },
        cancellationToken);

    /// <summary>Writes a message as one line at once, so that lines of several calls never mix.</summary>
    private async Task WriteAsync(Action<Utf8JsonWriter> message, CancellationToken cancellationToken)
    {
        var line = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(line))
        {
            message(json);
        }

        line.Write("\n"u8);
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await _output.WriteAsync(line.WrittenMemory, cancellationToken);
            await _output.FlushAsync(cancellationToken);
            _sent.TrySetResult();
        }
        finally
        {
            _writing.Release();
        }
    }
}
