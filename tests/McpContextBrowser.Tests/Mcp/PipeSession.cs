using System.IO.Pipelines;
using McpContextBrowser.Configuration;
using McpContextBrowser.Mcp;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpContextBrowser.Tests.Mcp;

/// <summary>A server inside the test, and one client of it over a pair of pipes.</summary>
internal sealed class PipeSession : IAsyncDisposable
{
    private readonly Pipe _toServer = new();
    private readonly Pipe _toClient = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _server;

    /// <param name="configuration">Settings of the server.</param>
    /// <param name="surroundings">Its working directory and home.</param>
    public PipeSession(CtxbConfiguration configuration, Surroundings surroundings)
    {
        _server = StdioServer.RunAsync(configuration, surroundings, _toServer.Reader.AsStream(), _toClient.Writer.AsStream(), Messages, _stop.Token);
    }

    /// <summary>What the server printed for people.</summary>
    public StringWriter Messages { get; } = new();

    /// <summary>Raw lines to the server.</summary>
    public Stream Input => _toServer.Writer.AsStream(leaveOpen: true);

    /// <summary>Raw lines from the server.</summary>
    public Stream Output => _toClient.Reader.AsStream(leaveOpen: true);

    /// <summary>Connects the SDK's client.</summary>
    /// <param name="revision">Protocol revision to ask for; null lets the client open with server/discover.</param>
    public Task<McpClient> ConnectAsync(string? revision = null) => McpClient.CreateAsync(
        new StreamClientTransport(_toServer.Writer.AsStream(), _toClient.Reader.AsStream()), new McpClientOptions { ProtocolVersion = revision });

    public async ValueTask DisposeAsync()
    {
        await _toServer.Writer.CompleteAsync(); // the client closes its side: the server ends by itself
        await _server.WaitAsync(TimeSpan.FromSeconds(30));
        await _stop.CancelAsync();
        _stop.Dispose();
    }
}
