using McpContextBrowser.Configuration;
using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;
using Microsoft.Extensions.Logging;

namespace McpContextBrowser.Mcp;

/// <summary>
/// The engine behind the tools and the indexing that outlives its call; one for all clients of a server. It is made at the first
/// call that needs it: a client that only lists pays nothing.
/// </summary>
internal sealed partial class ToolEngine : IAsyncDisposable
{
    private readonly Lazy<ContextBrowser> _browser;
    private readonly TimeProvider _time;

    public ToolEngine(CtxbConfiguration configuration, Func<CtxbConfiguration, ContextBrowser> compose, TimeProvider time, ILogger log)
    {
        _time = time;
        Configuration = configuration;
        _browser = new(() => compose(configuration));
        Background = new BackgroundIndexing((id, problem) => BackgroundFailed(log, id, problem));
    }

    public CtxbConfiguration Configuration { get; }

    public ContextBrowser Browser => _browser.Value;

    public BackgroundIndexing Background { get; }

    /// <summary>How long a call waits for indexing before it answers from what is there.</summary>
    public TimeSpan Patience => TimeSpan.FromSeconds(Configuration.IndexingPatienceSeconds);

    /// <summary>Until when a question that comes now must be answered.</summary>
    public DateTimeOffset Deadline => _time.GetUtcNow() + Configuration.AnswerTimeout;

    /// <summary>What a client is told whose question was not answered by then.</summary>
    public CtxbException Late() =>
        CallContext.DeadlinePassed(Configuration.AnswerTimeout, "Ask again: indexing goes on meanwhile. The setting serve.timeout gives more time.");

    public async ValueTask DisposeAsync()
    {
        await Background.DisposeAsync();
        if (_browser.IsValueCreated)
        {
            await _browser.Value.DisposeAsync();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, EventName = "index.background", Message = "background indexing failed, correlation id {CorrelationId}")]
    private static partial void BackgroundFailed(ILogger log, string correlationId, Exception problem);
}
