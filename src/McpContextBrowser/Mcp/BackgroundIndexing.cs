using System.Collections.Concurrent;
using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Mcp;

/// <summary>Indexing runs that outlive the call that asked for them, one a folder; all end with the server.</summary>
/// <param name="failed">Told what a run died of.</param>
internal sealed class BackgroundIndexing(Action<string, Exception> failed) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Task>> _runs = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Starts a run, unless one for the same folder is at work.</summary>
    public void Start(ContextBrowser browser, IndexRequest request, CallContext call) =>
        _ = _runs.GetOrAdd(request.Root, root => new Lazy<Task>(() => Task.Run(() => RunAsync(browser, request, call, root)))).Value;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_runs.Values.Select(run => run.Value));
        _stop.Dispose();
    }

    private async Task RunAsync(ContextBrowser browser, IndexRequest request, CallContext call, string root)
    {
        try
        {
            await browser.IndexAsync(request, null, call, _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // the server ends; what was committed stays
        }
        catch (Exception problem) when (problem is CtxbException or IOException)
        {
            failed(call.CorrelationId, problem);
        }
        finally
        {
            _runs.TryRemove(root, out _);
        }
    }
}
