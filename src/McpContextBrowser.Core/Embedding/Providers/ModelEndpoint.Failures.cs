using System.Net.Sockets;
using System.Text.Json;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace McpContextBrowser.Core.Embedding.Providers;

/// <content>What counts as which failure, and what is done about it.</content>
internal sealed partial class ModelEndpoint
{
    private static readonly TimeSpan Sampling = TimeSpan.FromSeconds(30);

    private static ResiliencePipeline RetriesOf(ResilienceOptions options, TimeProvider time, CircuitBreakerStateProvider circuit)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        if (options.Retries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = options.Retries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = options.FirstDelay,
                MaxDelay = options.LongestDelay,
                // A server that wants to be left alone for longer is not waited for: the next endpoint is asked.
                ShouldHandle = arguments => ValueTask.FromResult(
                    arguments.Outcome.Exception is AttemptFailure { MayPass: true } failure
                    && (failure.RetryAfter ?? TimeSpan.Zero) <= options.LongestDelay),
                DelayGenerator = arguments => ValueTask.FromResult(
                    DelayOf((arguments.Outcome.Exception as AttemptFailure)?.RetryAfter, arguments.AttemptNumber, options, time.GetTimestamp() % 1000 / 1000.0)), // the clock's last digits are chance enough
            });
        }

        // Too many requests is a living server's word: the gate answers it, not the breaker.
        return builder.AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            FailureRatio = 0.5,
            MinimumThroughput = options.FailuresToOpen,
            SamplingDuration = Sampling,
            BreakDuration = options.BreakDuration,
            StateProvider = circuit,
            ShouldHandle = arguments => ValueTask.FromResult(
                arguments.Outcome.Exception is AttemptFailure { Kind: FailureKind.Unavailable or FailureKind.BadAnswer }),
        }).Build();
    }

    /// <summary>
    /// The wait that a server asks for, but no shorter than the usual one, and up to a quarter longer, so that not all who were refused
    /// at once come back at once.
    /// </summary>
    /// <param name="attempt">0 after the first.</param>
    /// <param name="chance">0 to 1.</param>
    /// <returns>Null for the usual wait: the server asks for none.</returns>
    internal static TimeSpan? DelayOf(TimeSpan? asked, int attempt, ResilienceOptions options, double chance)
    {
        if (asked is not { } wait || wait <= TimeSpan.Zero)
        {
            return null;
        }

        var usual = options.FirstDelay * Math.Min(Math.Pow(2, attempt), options.LongestDelay / options.FirstDelay);
        return (wait > usual ? wait : usual) * (1 + (chance / 4));
    }

    /// <returns>Null for what is no failure of the endpoint.</returns>
    private AttemptFailure? FailureOf(Exception exception, Patience patience) => exception switch
    {
        AttemptFailure failure => failure,
        HttpRequestException { InnerException: AttemptFailure failure } => failure,
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
            new(FailureKind.Blocked, "has no certificate that this machine trusts", cause: exception) { IsFree = true },
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } or SocketException { SocketErrorCode: SocketError.HostNotFound } =>
            new(FailureKind.Unavailable, "has a name that DNS does not know", cause: exception) { IsFree = true },
        HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } =>
            new(FailureKind.Unavailable, "refuses connections", cause: exception) { IsFree = true },
        TimeoutRejectedException => new(FailureKind.Unavailable, $"did not answer within {_http.AttemptTimeout.TotalSeconds:0.##} s", cause: exception),
        HttpRequestException or IOException or SocketException => new(FailureKind.Unavailable, "broke the connection", cause: exception),
        OperationCanceledException when _closing.IsCancellationRequested => new(FailureKind.Blocked, "was closed meanwhile", cause: exception),
        OperationCanceledException when patience.IsOver => new(FailureKind.Unavailable, $"did not answer within {patience.Length.TotalSeconds:0.##} s", cause: exception),
        OperationCanceledException => new(FailureKind.Unavailable, $"gave no connection within {_http.ConnectTimeout.TotalSeconds:0.##} s", cause: exception) { IsFree = true },
        ObjectDisposedException => new(FailureKind.Blocked, "was closed", cause: exception),
        JsonException or FormatException or InvalidDataException or InvalidOperationException =>
            AttemptFailure.BadAnswer("answered with JSON that is torn or of another form", exception),
        _ => null,
    };
}
