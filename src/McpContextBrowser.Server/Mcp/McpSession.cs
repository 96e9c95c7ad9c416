using McpContextBrowser.Server.Auth;
using ModelContextProtocol.Server;

namespace McpContextBrowser.Server.Mcp;

/// <summary>One client's session and the server that runs for it.</summary>
internal sealed class McpSession : IAsyncDisposable
{
    private readonly Caller _caller;
    private readonly McpServer _server;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _run;
    private int _inUse;
    private int _listening;
    private long _lastUse;

    public McpSession(string id, Caller caller, StreamableHttpServerTransport transport, McpServer server, TimeProvider time)
    {
        Id = id;
        Transport = transport;
        _caller = caller;
        _server = server;
        _time = time;
        _lastUse = time.GetTimestamp();
        _run = server.RunAsync(_end.Token);
    }

    public string Id { get; }

    public StreamableHttpServerTransport Transport { get; }

    /// <summary>Fires when the session ends, whatever it is doing.</summary>
    public CancellationToken Ended => _end.Token;

    public bool BelongsTo(Caller caller) => caller.Name == _caller.Name && caller.Proof == _caller.Proof && caller.Role == _caller.Role;

    /// <summary>Keeps the session from resting until the result is disposed.</summary>
    public IDisposable Use()
    {
        Interlocked.Increment(ref _inUse);
        return new InUse(this);
    }

    /// <summary>Takes the session's one stream for messages of the server's own.</summary>
    /// <returns>False when it is taken.</returns>
    public bool TryListen() => Interlocked.Exchange(ref _listening, 1) == 0;

    public void StopListening() => Volatile.Write(ref _listening, 0);

    public bool HasRested(TimeSpan longest) => Volatile.Read(ref _inUse) == 0 && _time.GetElapsedTime(Volatile.Read(ref _lastUse)) > longest;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _server.DisposeAsync().ConfigureAwait(false);
        await Transport.DisposeAsync().ConfigureAwait(false);
        _end.Dispose();
    }

    private sealed class InUse(McpSession session) : IDisposable
    {
        public void Dispose()
        {
            Volatile.Write(ref session._lastUse, session._time.GetTimestamp());
            Interlocked.Decrement(ref session._inUse);
        }
    }
}
