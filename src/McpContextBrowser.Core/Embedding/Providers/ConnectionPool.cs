using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace McpContextBrowser.Core.Embedding.Providers;

/// <summary>
/// The connections to one endpoint: one handler that lives as long as the embedder. No redirects, no cookies, no proxy, HTTP/1.1 only,
/// so that a request under way is exactly one busy connection and the gauges are true.
/// </summary>
internal sealed class ConnectionPool : IDisposable
{
    private readonly HttpMessageInvoker _invoker;
    private int _open;
    private int _active;

    /// <param name="resolve">Asks DNS; given for tests.</param>
    /// <param name="configure">Last word on the handler, for tests that bring their own certificate.</param>
    public ConnectionPool(
        EndpointOptions endpoint,
        HttpOptions options,
        Func<string, CancellationToken, Task<IPAddress[]>> resolve,
        Action<SocketsHttpHandler>? configure = null)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Brotli,
            ConnectCallback = (context, cancellationToken) => ConnectAsync(endpoint, options, resolve, context.DnsEndPoint.Port, cancellationToken),
            ConnectTimeout = options.ConnectTimeout,
            MaxConnectionsPerServer = options.MaxConnections,
            PooledConnectionIdleTimeout = options.IdleTimeout,
            PooledConnectionLifetime = options.ConnectionLifetime,
            UseCookies = false,
            UseProxy = false,
        };
        configure?.Invoke(handler);
        _invoker = new HttpMessageInvoker(handler);
    }

    /// <summary>Connections that are open.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Requests under way, each on a connection of its own.</summary>
    public int Active => Volatile.Read(ref _active);

    /// <summary>Connections that wait for a request.</summary>
    public int Idle => Math.Max(0, Open - Active);

    /// <summary>Sends a request and hands its answer to <paramref name="read"/> while the connection is held.</summary>
    /// <exception cref="HttpRequestException">No connection, or it was lost.</exception>
    public async Task<T> SendAsync<T>(
        HttpRequestMessage request, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _active);
        try
        {
            using var response = await _invoker.SendAsync(request, cancellationToken).ConfigureAwait(false);
            return await read(response, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _active);
        }
    }

    /// <summary>Reads a body up to a limit.</summary>
    /// <exception cref="AttemptFailure">It is longer.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpContent content, int limit, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength is { } announced && announced > limit)
        {
            throw AttemptFailure.BadAnswer($"announced an answer of {announced} bytes");
        }

        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = stream.ConfigureAwait(false);
        var bytes = new byte[(int)Math.Min(limit, content.Headers.ContentLength ?? 64 * 1024) + 1];
        var length = 0;
        int read;
        while ((read = await stream.ReadAsync(bytes.AsMemory(length), cancellationToken).ConfigureAwait(false)) > 0)
        {
            length += read;
            if (length > limit)
            {
                throw AttemptFailure.BadAnswer($"answered with more than {limit} bytes");
            }

            if (length == bytes.Length)
            {
                Array.Resize(ref bytes, (int)Math.Min((long)limit + 1, 2L * bytes.Length));
            }
        }

        return bytes.AsMemory(0, length);
    }

    /// <summary>True for JSON and for servers that do not say what they send.</summary>
    public static bool IsJson(MediaTypeHeaderValue? type) =>
        type?.MediaType is null || type.MediaType.EndsWith("json", StringComparison.OrdinalIgnoreCase);

    /// <summary>Closes all connections at once.</summary>
    public void Dispose() => _invoker.Dispose();

    private async ValueTask<Stream> ConnectAsync(
        EndpointOptions endpoint,
        HttpOptions options,
        Func<string, CancellationToken, Task<IPAddress[]>> resolve,
        int port,
        CancellationToken cancellationToken)
    {
        var addresses = await AddressGuard.ResolveAsync(endpoint, resolve, cancellationToken).ConfigureAwait(false);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(
                SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, (int)Math.Clamp(options.KeepAlive.TotalSeconds, 1, 32_767));
            await socket.ConnectAsync(addresses, port, cancellationToken).ConfigureAwait(false);
            return new Connection(socket, this);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A socket that is counted while it is open.</summary>
    private sealed class Connection : NetworkStream
    {
        private ConnectionPool? _pool;

        public Connection(Socket socket, ConnectionPool pool)
            : base(socket, ownsSocket: true)
        {
            _pool = pool;
            Interlocked.Increment(ref pool._open);
        }

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            if (Interlocked.Exchange(ref _pool, null) is { } pool)
            {
                Interlocked.Decrement(ref pool._open);
            }
        }
    }
}
