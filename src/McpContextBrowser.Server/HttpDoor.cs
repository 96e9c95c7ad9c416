using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Server.Audit;
using McpContextBrowser.Server.Auth;
using McpContextBrowser.Server.Limits;
using McpContextBrowser.Server.Mcp;
using McpContextBrowser.Server.Observability;
using McpContextBrowser.Server.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace McpContextBrowser.Server;

/// <summary>The same engine for a team, over HTTP. Closed: whoever shows no credential gets nothing, on loopback too.</summary>
/// <remarks>The host is made without configuration of its own: no variable and no file beside the program opens another address.</remarks>
public sealed class HttpDoor : IAsyncDisposable
{
    private readonly HttpDoorOptions _options;
    private readonly WebApplication _application;
    private readonly ServerMeters _meters = new();
    private readonly PrometheusText _metrics = new();
    private readonly AuditLog _audit;
    private readonly StartToken? _start;
    private readonly JwtVerifier? _tokens;
    private readonly McpSessions _sessions;
    private readonly FairGate _gate;
    private readonly HardenedHeaders _headers;
    private readonly Gatekeeper _gatekeeper;
    private readonly ILogger _log;
    private volatile bool _stopping;
    private long _largestBody;

    private HttpDoor(HttpDoorOptions options, IMcpSurface surface, IIndexKeeper index, ServerFolder folder, StartToken? start, TimeProvider time, Action<ILoggingBuilder> logging)
    {
        _options = options;
        _start = start;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "ctxb" });
        logging(builder.Logging);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(Listen);
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.ShutdownTime);
        _application = builder.Build();
        var logs = _application.Services.GetRequiredService<ILoggerFactory>();
        _log = logs.CreateLogger<HttpDoor>();
        _audit = new AuditLog(folder.Audit, folder.Chain);
        _tokens = options.Jwt is { } jwt ? new JwtVerifier(jwt, time) : null;
        _gate = new FairGate(options.MaxRunning, options.MaxWaiting, time);
        _sessions = new McpSessions(options, surface.ServerOf, time, logs);
        _meters.Watch("running", "Operations that run.", () => _gate.Running, _gate.MostRunning);
        _meters.Watch("waiting", "Operations that wait for a place.", () => _gate.Waiting, _gate.MostWaiting);
        _meters.Watch("sessions", "Sessions of clients that opened with a handshake.", () => _sessions.Count, options.MaxSessions);
        _meters.Watch("oldest", "Time that the oldest operation runs.", () => _gate.Oldest.TotalSeconds, options.MaxDuration.TotalSeconds, "s");
        _meters.Watch("body", "Largest body that a recognised caller announced.", () => Volatile.Read(ref _largestBody), options.MaxBodyBytes, "By");
        var limiter = new SlidingWindowLog(time);
        _meters.WatchEach("rate", "Requests in the fullest window of a caller.", Gatekeeper.Windows(options, limiter));
        _headers = new HardenedHeaders(options);
        _gatekeeper = new Gatekeeper(options, new Credentials(folder.Keys, start, _tokens), limiter, _audit, _meters, time);
        _application.Use(ReceiveAsync);
        _application.UseRouting();
        _application.Use(AdmitAsync);
        var mcp = new McpEndpoint(options, surface, _gatekeeper, _gate, _sessions, time, logs);
        _application.MapPost(McpEndpoint.Path, mcp.PostAsync).WithMetadata(new RoutePolicy(null));
        _application.MapGet(McpEndpoint.Path, mcp.GetAsync).WithMetadata(new RoutePolicy(null));
        _application.MapDelete(McpEndpoint.Path, mcp.DeleteAsync).WithMetadata(new RoutePolicy(null));
        _application.MapGet("/health/live", LiveAsync).WithMetadata(new RoutePolicy(Operation.Health));
        _application.MapGet("/health/ready", ReadyAsync).WithMetadata(new RoutePolicy(Operation.Health));
        _application.MapGet("/metrics", MetricsAsync).WithMetadata(new RoutePolicy(Operation.Metrics));
        new AdminRoutes(folder, time).Map(_application);
        new IndexRoutes(index).Map(_application);
        if (options.Jwt is not null)
        {
            _application.MapGet(ResourceMetadata.Path, MetadataAsync).WithMetadata(new RoutePolicy(null, Anonymous: true));
        }
    }

    /// <summary>Where it listens, once it has started: <c>http://127.0.0.1:8080</c>.</summary>
    public string Address => _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>File of the start token; null when there are other credentials.</summary>
    public string? StartTokenFile => _start?.File;

    /// <summary>Every route and what it is in the role table.</summary>
    internal IEnumerable<(string Route, RoutePolicy? Policy)> Routes => ((IEndpointRouteBuilder)_application).DataSources
        .SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
        .Select(route => ($"{string.Join(',', route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [])} {route.RoutePattern.RawText}", route.Metadata.GetMetadata<RoutePolicy>()));

    internal McpSessions Sessions => _sessions;

    /// <summary>Opens the door. Listens when this returns.</summary>
    /// <param name="options">Checked by the caller.</param>
    /// <param name="surface">What is served.</param>
    /// <param name="index">What an Admin does with the index behind it.</param>
    /// <param name="folder">Keys of callers and the audit log.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logging">Where log messages go.</param>
    /// <param name="cancellationToken">Stops opening.</param>
    /// <exception cref="CtxbException">The address is taken, or the certificate or the issuer's keys cannot be used.</exception>
    public static async Task<HttpDoor> OpenAsync(
        HttpDoorOptions options, IMcpSurface surface, IIndexKeeper index, ServerFolder folder, TimeProvider time, Action<ILoggingBuilder> logging, CancellationToken cancellationToken)
    {
        var isSetUp = options.Jwt is not null || (await folder.KeyStore.ListAsync(cancellationToken)).Any(key => key.IsActive(time.GetUtcNow()));
        var door = new HttpDoor(options, surface, index, folder, isSetUp ? null : StartToken.Create(folder.Path), time, logging);
        try
        {
            await door._application.StartAsync(cancellationToken);
            return door;
        }
        catch (IOException problem)
        {
            await door.DisposeAsync();
            throw new CtxbException(
                ErrorCodes.ArgumentInvalid, $"{options.Address} cannot be listened on: {problem.Message}", "Name another port, or end the program that has it.", problem);
        }
    }

    /// <summary>Answers until stopped: readiness goes at once, requests under way have their time, then everything is written.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancellationToken.Register(() => stopped.TrySetResult());
        await stopped.Task;
        _stopping = true;
        await _sessions.DisposeAsync(); // streams that wait for news end, so that they do not hold the server
        await _application.StopAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        _stopping = true;
        await _sessions.DisposeAsync();
        await _application.DisposeAsync();
        await _audit.DisposeAsync();
        _tokens?.Dispose();
        _start?.Dispose();
        _metrics.Dispose();
        _meters.Dispose();
    }

    private void Listen(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = _options.MaxBodyBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.MaxConcurrentConnections = 10_000;
        kestrel.Listen(_options.Address, listen =>
        {
            if (_options.CertificateFile is { } file)
            {
                listen.UseHttps(Certificate(file, _options.CertificateKeyFile));
            }
        });
    }

    private static X509Certificate2 Certificate(string file, string? keyFile)
    {
        try
        {
            if (X509Certificate2.GetCertContentType(file) == X509ContentType.Pkcs12)
            {
                return X509CertificateLoader.LoadPkcs12FromFile(file, null);
            }

            using var pem = X509Certificate2.CreateFromPemFile(file, keyFile);
            return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null); // TLS on Windows takes no key that is in memory alone
        }
        catch (Exception problem) when (problem is IOException or System.Security.Cryptography.CryptographicException or UnauthorizedAccessException)
        {
            throw new CtxbException(ErrorCodes.ConfigurationInvalid, $"The certificate {file} cannot be used.", "Give http.certificate as PKCS#12 without password, or as PEM with its key in http.certificateKey.", problem);
        }
    }

    private async Task ReceiveAsync(HttpContext context, RequestDelegate next)
    {
        var started = Stopwatch.GetTimestamp();
        _meters.Active.Add(1);
        try
        {
            if (await _headers.ReceiveAsync(context))
            {
                using var scope = RequestLog.Begin(_log, Visit.Of(context).CorrelationId);
                await next(context);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // the client has gone: nobody reads an answer
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge && !context.Response.HasStarted)
        {
            await Refusals.WriteAsync(context, tooLarge.StatusCode, "body-too-large", $"The body is larger than the {_options.MaxBodyBytes:N0} bytes that this server reads.", new("body"));
        }
        catch (Exception bug) when (bug is not Microsoft.AspNetCore.Http.BadHttpRequestException)
        {
            // Kestrel would log it too, but without the id that the caller is told.
            RequestLog.Bug(_log, Visit.Of(context).CorrelationId, bug);
            if (context.Response.HasStarted)
            {
                context.Abort();
            }
            else
            {
                await Refusals.WriteAsync(context, StatusCodes.Status500InternalServerError, "bug", "This failed inside the server. Report it with the correlation id.");
            }
        }
        finally
        {
            var operation = Visit.Of(context).Operation?.ToString().ToLowerInvariant() ?? "none";
            _meters.Active.Add(-1);
            _meters.Requests.Add(1, new("operation", operation), new("status", context.Response.StatusCode));
            _meters.Duration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>("operation", operation));
        }
    }

    private async Task AdmitAsync(HttpContext context, RequestDelegate next)
    {
        var policy = context.GetEndpoint()?.Metadata.GetMetadata<RoutePolicy>();
        if (policy is { Anonymous: true } || !await _gatekeeper.RecogniseAsync(context))
        {
            if (policy is { Anonymous: true })
            {
                await next(context);
            }

            return;
        }

        See(Math.Min(context.Request.ContentLength ?? 0, _options.MaxBodyBytes)); // what is beyond is refused, and may be any number
        if (policy is null)
        {
            // Told only to those who are recognised, and counted like everything else.
            if (await _gatekeeper.AdmitAsync(context, Operation.Health, context.Request.Path, [], Gatekeeper.NoCollection, (status, code, message, limit) => Refusals.WriteAsync(context, status, code, message, limit)))
            {
                await Refusals.WriteAsync(context, StatusCodes.Status404NotFound, "not-found", "There is nothing at this address.");
            }

            return;
        }

        if (policy.Operation is not { } operation
            || await _gatekeeper.AdmitAsync(
                context, operation, $"{context.Request.Method} {context.Request.Path}", [.. context.Request.Query["path"].OfType<string>()], Gatekeeper.NoCollection, (status, code, message, limit) => Refusals.WriteAsync(context, status, code, message, limit)))
        {
            await next(context);
        }
    }

    private void See(long body)
    {
        for (var largest = Volatile.Read(ref _largestBody); body > largest; largest = Volatile.Read(ref _largestBody))
        {
            Interlocked.CompareExchange(ref _largestBody, body, largest);
        }
    }

    private Task LiveAsync(HttpContext context) =>
        context.Response.WriteAsJsonAsync(new HealthReport("alive"), HttpJson.Default.HealthReport, cancellationToken: context.RequestAborted);

    private Task ReadyAsync(HttpContext context)
    {
        var state = _stopping ? "stopping" : _audit.IsWritten ? "ready" : "degraded";
        context.Response.StatusCode = state == "ready" ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        var parts = Visit.Of(context).Caller!.Role == Role.Admin
            ? new Dictionary<string, string>
            {
                ["sessions"] = $"{_sessions.Count} of {_options.MaxSessions}",
                ["running"] = $"{_gate.Running} of {_gate.MostRunning}",
                ["waiting"] = $"{_gate.Waiting} of {_gate.MostWaiting}",
                ["audit"] = _audit.IsWritten ? "written" : "cannot be written",
            }
            : null;
        return context.Response.WriteAsJsonAsync(new HealthReport(state, parts), HttpJson.Default.HealthReport, cancellationToken: context.RequestAborted);
    }

    private Task MetricsAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        return context.Response.WriteAsync(_metrics.Write(), context.RequestAborted);
    }

    private Task MetadataAsync(HttpContext context) =>
        context.Response.WriteAsJsonAsync(ResourceMetadata.Of(_options.Jwt!), OAuthJson.Default.ResourceMetadata, cancellationToken: context.RequestAborted);
}
