using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using McpContextBrowser.Server.Auth;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Server;

namespace McpContextBrowser.Server.Mcp;

/// <summary>Sessions of clients that opened with a handshake. Each belongs to the caller who opened it; for anybody else it is not there.</summary>
/// <param name="options">Bounds.</param>
/// <param name="serverOf">What a caller may see and do, as the SDK takes it.</param>
/// <param name="time">Tells what has rested too long.</param>
/// <param name="logs">For the SDK.</param>
internal sealed class McpSessions(HttpDoorOptions options, Func<Caller, McpServerOptions> serverOf, TimeProvider time, ILoggerFactory logs) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, McpSession> _sessions = new(StringComparer.Ordinal);

    public int Count => _sessions.Count;

    /// <returns>Null when there are too many.</returns>
    public async ValueTask<McpSession?> OpenAsync(Caller caller)
    {
        await EndRestedAsync().ConfigureAwait(false);
        if (_sessions.Count >= options.MaxSessions)
        {
            return null;
        }

        var id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        var transport = new StreamableHttpServerTransport(logs) { SessionId = id, FlowExecutionContextFromRequests = true };
        var session = new McpSession(id, caller, transport, McpServer.Create(transport, serverOf(caller), logs), time);
        _sessions[id] = session;
        return session;
    }

    /// <summary>The session of that id, in use until it is left.</summary>
    /// <returns>Null when there is none, when it has ended, or when it is somebody else's.</returns>
    public async ValueTask<McpSession?> FindAsync(string id, Caller caller)
    {
        await EndRestedAsync().ConfigureAwait(false);
        return _sessions.TryGetValue(id, out var session) && session.BelongsTo(caller) ? session : null;
    }

    public async ValueTask EndAsync(McpSession session)
    {
        if (_sessions.TryRemove(session.Id, out _))
        {
            await session.DisposeAsync().ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var session in _sessions.Values)
        {
            await EndAsync(session).ConfigureAwait(false);
        }
    }

    private async ValueTask EndRestedAsync()
    {
        foreach (var session in _sessions.Values)
        {
            if (session.HasRested(options.SessionIdle))
            {
                await EndAsync(session).ConfigureAwait(false);
            }
        }
    }
}
