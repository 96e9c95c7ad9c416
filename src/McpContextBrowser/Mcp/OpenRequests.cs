using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;

namespace McpContextBrowser.Mcp;

/// <summary>The requests of a client that have no answer yet. For several threads.</summary>
internal sealed class OpenRequests
{
    private readonly Lock _gate = new();
    private readonly HashSet<RequestId> _open = [];
    private TaskCompletionSource? _none;

    /// <summary>A message of the client: a request opens, and one that is cancelled is answered no more.</summary>
    public void Received(JsonRpcMessage message)
    {
        lock (_gate)
        {
            if (message is JsonRpcRequest request)
            {
                _open.Add(request.Id);
            }
            else if (message is JsonRpcNotification { Method: NotificationMethods.CancelledNotification, Params: JsonObject given } && IdOf(given["requestId"]) is { } cancelled)
            {
                Close(cancelled);
            }
        }
    }

    /// <summary>A message to the client: an answer closes its request.</summary>
    public void Sent(JsonRpcMessage message)
    {
        if (message is JsonRpcResponse or JsonRpcError)
        {
            lock (_gate)
            {
                Close(((JsonRpcMessageWithId)message).Id);
            }
        }
    }

    /// <summary>Completes when none is open; asked once.</summary>
    public Task NoneAsync()
    {
        lock (_gate)
        {
            _none = new(TaskCreationOptions.RunContinuationsAsynchronously);
            CompleteWhenNone();
            return _none.Task;
        }
    }

    private void Close(RequestId id)
    {
        _open.Remove(id);
        CompleteWhenNone();
    }

    private void CompleteWhenNone()
    {
        if (_open.Count == 0)
        {
            _none?.TrySetResult();
        }
    }

    private static RequestId? IdOf(JsonNode? id) => id is JsonValue value
        ? value.TryGetValue<string>(out var text) ? new RequestId(text) : value.TryGetValue<long>(out var number) ? new RequestId(number) : null
        : null;
}
