using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using McpContextBrowser.Core.Embedding.Providers;

namespace McpContextBrowser.Tests.Embedding.Providers;

/// <summary>
/// What pooling saves: median time of one embedding over TLS with 20 ms round trip, and on plain loopback, pooled and with a connection
/// per call. Run by name: <c>dotnet test --filter FullyQualifiedName~PoolingMeasurement</c>; it prints, it asserts no times.
/// </summary>
[Explicit("measures")]
public sealed class PoolingMeasurement : ProviderTests
{
    private const int Calls = 60;

    private static readonly TimeSpan OneWay = TimeSpan.FromMilliseconds(10);

    [TestCase(true)]
    [TestCase(false)]
    public async Task Pooled_and_per_call(bool far)
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
        TestContext.Out.WriteLine(
            $"{(far ? "TLS, 20 ms round trip" : "plain loopback")}: p50 pooled {pooled:F2} ms, a connection per call {perCall:F2} ms, {1 - (pooled / perCall):P0} lower; "
            + $"{fake.Accepted} connections for {(2 * Calls) + 1} calls");
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
