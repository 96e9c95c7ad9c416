using System.Diagnostics;
using System.Net.Http.Headers;
using ModelContextProtocol.Client;

namespace McpContextBrowser.Tests.EndToEnd;

/// <summary><c>ctxb serve --http</c> as an administrator starts it, on a free port of loopback.</summary>
internal sealed class HttpServerProcess : IAsyncDisposable
{
    private const string Before = "Listening on ";
    private const string After = "/mcp;";

    private readonly Process _process;
    private readonly Task<string> _rest;

    private HttpServerProcess(Process process, Uri address, string firstLines)
    {
        _process = process;
        Address = address;
        _rest = Drain(process.StandardError, firstLines);
    }

    public Uri Address { get; }

    public int Id => _process.Id;

    /// <summary>Starts it and waits until it listens.</summary>
    /// <param name="home">Its home and working directory; the data folder is <c>data</c> in it.</param>
    /// <param name="variables">Settings in the environment.</param>
    public static async Task<HttpServerProcess> StartAsync(TemporaryFolder home, params (string Name, string Value)[] variables)
    {
        var process = CtxbProcess.Built.With([("CTXB_DATA", home.Join("data")), .. variables]).Start(home.Path, "serve", "--http", "127.0.0.1:0");
        var lines = "";
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            lines += line + "\n";
            if (line.IndexOf(Before, StringComparison.Ordinal) is >= 0 and var at)
            {
                var address = line[(at + Before.Length)..line.IndexOf(After, StringComparison.Ordinal)];
                return new(process, new Uri(address), lines);
            }
        }

        await process.WaitForExitAsync();
        throw new AssertionException($"ctxb serve --http ended with {process.ExitCode}: {lines}");
    }

    public HttpClient Client(string? token)
    {
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>The SDK's client.</summary>
    /// <param name="token">Its credential.</param>
    /// <param name="revision">Protocol revision to ask for; null takes the newest both speak.</param>
    public Task<McpClient> ConnectAsync(string token, string? revision = null) => McpClient.CreateAsync(
        new HttpClientTransport(new HttpClientTransportOptions
        {
            Endpoint = new Uri(Address, "/mcp"),
            TransportMode = HttpTransportMode.StreamableHttp,
            AdditionalHeaders = new Dictionary<string, string> { ["Authorization"] = $"Bearer {token}" },
        }),
        new McpClientOptions { ProtocolVersion = revision });

    /// <summary>Tells it to stop, as a service manager does.</summary>
    /// <returns>Exit code and what it printed on either side.</returns>
    public async Task<(int ExitCode, string Results, string Messages)> StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        var results = await _process.StandardOutput.ReadToEndAsync();
        await _process.WaitForExitAsync();
        return (_process.ExitCode, results, await _rest);
    }

    /// <summary>Ends it at once, as the system does that has no memory left.</summary>
    public void Kill() => _process.Kill();

    public ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<string> Drain(StreamReader reader, string firstLines) => firstLines + await reader.ReadToEndAsync();
}
