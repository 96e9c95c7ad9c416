using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using McpContextBrowser.Core.Embedding.Providers;

namespace McpContextBrowser.Tests.Embedding.Providers;

/// <summary>
/// What pooling saves: median time of one embedding over TLS with 20 ms round trip, and on plain loopback, pooled and with a connection
/// per call; and what ten thousand embeddings leave of sockets and heap. Run by name, with a file for the figures:
/// <c>CTXB_RESULTS=pooling.json dotnet test -c Release --filter FullyQualifiedName~PoolingMeasurement</c>; it asserts no times.
/// </summary>
[Explicit("measures")]
public sealed class PoolingMeasurement : ProviderTests
{
    private const int Calls = 60;

    private static readonly TimeSpan OneWay = TimeSpan.FromMilliseconds(10);

    [Test]
    public async Task Measure()
    {
        var figures = new JsonObject
        {
            ["machine"] = $"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores, shared",
            ["runtime"] = RuntimeInformation.FrameworkDescription,
            ["commit"] = Environment.GetEnvironmentVariable("CTXB_COMMIT"),
            ["command"] = "CTXB_RESULTS=pooling.json CTXB_COMMIT=$(git rev-parse HEAD) dotnet test -c Release --filter FullyQualifiedName~PoolingMeasurement",
            ["tls20ms"] = new JsonArray([await PooledAndPerCallAsync(true), await PooledAndPerCallAsync(true), await PooledAndPerCallAsync(true)]),
            ["plainLoopback"] = new JsonArray([await PooledAndPerCallAsync(false), await PooledAndPerCallAsync(false), await PooledAndPerCallAsync(false)]),
            ["tenThousand"] = await TenThousandAsync(),
        };
        TestContext.Out.WriteLine(figures);
        if (Environment.GetEnvironmentVariable("CTXB_RESULTS") is { Length: > 0 } file)
        {
            await File.WriteAllTextAsync(file, figures.ToJsonString(new() { WriteIndented = true }) + "\n");
        }
    }

    /// <summary>A request a text, 64 callers at once; sockets and heap after each thousand.</summary>
    private static async Task<JsonNode> TenThousandAsync()
    {
        await using var fake = await FakeProvider.StartAsync(FakeAnswers.OpenAiAsync);
        await using var embedder = Open(OptionsFor("openai", fake.Url));
        var samples = new JsonArray();
        for (var thousand = 1; thousand <= 10; thousand++)
        {
            await Parallel.ForEachAsync(
                Enumerable.Range(0, 1000), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (i, stop) => await EmbedAsync(embedder, [$"text {i}"], cancellationToken: stop));
            fake.Requests.Clear(); // the fake's own memory of what it was asked
            samples.Add(new JsonObject
            {
                ["embeddings"] = thousand * 1000,
                ["openSockets"] = fake.Open,
                ["heapBytesAfterCollection"] = GC.GetTotalMemory(forceFullCollection: true),
            });
        }

        return new JsonObject
        {
            ["embeddings"] = 10_000,
            ["connections"] = fake.Accepted,
            ["mostRequestsAtOnce"] = fake.MostActive,
            ["failures"] = embedder.Endpoints.Single().Failures,
            ["samples"] = samples,
        };
    }

    private static async Task<JsonNode> PooledAndPerCallAsync(bool far)
    {
        using var certificate = FakeProvider.Certificate();
        await using var fake = await FakeProvider.StartAsync(FakeAnswers.OpenAiAsync, far ? certificate : null);
        using var proxy = new TcpListener(IPAddress.Loopback, 0);
        using var stop = new CancellationTokenSource();
        var url = fake.Url;
        if (far)
        {
            proxy.Start();
            _ = RelayAsync(proxy, fake.Url.Port, stop.Token);
            url = new UriBuilder(fake.Url) { Port = ((IPEndPoint)proxy.LocalEndpoint).Port }.Uri;
        }

        await using var shared = New(url, certificate);
        await EmbedAsync(shared, ["warm"]);
        var pooled = await MedianAsync(() => EmbedAsync(shared, ["text"]));
        var perCall = await MedianAsync(async () =>
        {
            await using var own = New(url, certificate);
            await EmbedAsync(own, ["text"]);
        });
        await stop.CancelAsync();
        return new JsonObject
        {
            ["calls"] = Calls,
            ["p50PooledMilliseconds"] = Math.Round(pooled, 2),
            ["p50PerCallMilliseconds"] = Math.Round(perCall, 2),
            ["lower"] = Math.Round(1 - (pooled / perCall), 3),
        };
    }

    private static ProviderEmbedder New(Uri url, X509Certificate2 certificate) => new(
        OptionsFor("openai", url) with { Dimensions = FakeAnswers.Dimensions },
        TimeProvider.System,
        configure: handler => handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => certificate.Equals(shown));

    private static async Task<double> MedianAsync(Func<Task> call)
    {
        var times = new List<double>();
        for (var i = 0; i < Calls; i++)
        {
            var watch = Stopwatch.StartNew();
            await call();
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        times.Sort();
        return times[Calls / 2];
    }

    /// <summary>Lets every byte wait on its way, and a new connection a round trip before its first.</summary>
    private static async Task RelayAsync(TcpListener listener, int port, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var near = await listener.AcceptTcpClientAsync(cancellationToken);
            _ = Task.Run(
                async () =>
                {
                    using var distant = new TcpClient();
                    using var client = near;
                    await Task.Delay(2 * OneWay, TimeProvider.System, cancellationToken);
                    await distant.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
                    near.NoDelay = distant.NoDelay = true;
                    await Task.WhenAny(
                        PumpAsync(client.GetStream(), distant.GetStream(), cancellationToken), PumpAsync(distant.GetStream(), client.GetStream(), cancellationToken));
                },
                cancellationToken);
        }
    }

    private static async Task PumpAsync(NetworkStream from, NetworkStream to, CancellationToken cancellationToken)
    {
        var bytes = new byte[64 * 1024];
        int read;
        while ((read = await from.ReadAsync(bytes, cancellationToken)) > 0)
        {
            await Task.Delay(OneWay, TimeProvider.System, cancellationToken);
            await to.WriteAsync(bytes.AsMemory(0, read), cancellationToken);
        }
    }
}
