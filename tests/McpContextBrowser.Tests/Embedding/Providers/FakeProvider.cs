using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace McpContextBrowser.Tests.Embedding.Providers;

/// <summary>A provider's server on this machine, whose behaviour stands in the test's own lines. Counts connections and requests itself.</summary>
internal sealed class FakeProvider : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly Func<Recorded, HttpContext, Task> _answer;
    private int _accepted;
    private int _open;
    private int _active;
    private int _mostActive;

    private FakeProvider(Func<Recorded, HttpContext, Task> answer, X509Certificate2? certificate)
    {
        _answer = answer;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.Use(next => async connection =>
                {
                    Interlocked.Increment(ref _accepted);
                    Interlocked.Increment(ref _open);
                    try
                    {
                        await next(connection);
                    }
                    finally
                    {
                        Interlocked.Decrement(ref _open);
                    }
                });
                if (certificate is not null)
                {
                    listen.UseHttps(certificate);
                }
            });
        });
        _server = builder.Build();
        _server.Run(AnswerAsync);
    }

    /// <summary>One request as it came over the wire.</summary>
    public sealed record Recorded(int Number, string PathAndQuery, IReadOnlyDictionary<string, string> Headers, string Body);

    public ConcurrentQueue<Recorded> Requests { get; } = new();

    /// <summary>Connections accepted since the start.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    public int Open => Volatile.Read(ref _open);

    public int Active => Volatile.Read(ref _active);

    public int MostActive => Volatile.Read(ref _mostActive);

    public Uri Url => new(_server.Urls.Single());

    public static async Task<FakeProvider> StartAsync(Func<Recorded, HttpContext, Task> answer, X509Certificate2? certificate = null)
    {
        var fake = new FakeProvider(answer, certificate);
        await fake._server.StartAsync();
        return fake;
    }

    /// <summary>A certificate for localhost that nobody trusts.</summary>
    public static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2120, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _server.StopAsync(now.Token);
        await _server.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var active = Interlocked.Increment(ref _active);
        try
        {
            int most;
            while (active > (most = MostActive))
            {
                Interlocked.CompareExchange(ref _mostActive, active, most);
            }

            using var reader = new StreamReader(context.Request.Body);
            var headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            var body = await reader.ReadToEndAsync();
            Recorded request;
            lock (Requests)
            {
                request = new(Requests.Count, context.Request.Path + context.Request.QueryString, headers, body);
                Requests.Enqueue(request);
            }

            await _answer(request, context);
        }
        finally
        {
            Interlocked.Decrement(ref _active);
        }
    }
}
