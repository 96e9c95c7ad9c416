using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core;

/// <summary>The front desk: every door calls only this. Safe for calls from several threads.</summary>
/// <remarks>All calls throw <see cref="CtxbException"/> for what the user can mend, and stop on cancellation with the index usable.</remarks>
public sealed class ContextBrowser : IAsyncDisposable
{
    /// <summary>Brings a folder into the index, or up to date.</summary>
    public Task<IndexReport> IndexAsync(
        IndexRequest request, IProgress<IndexProgress>? progress, CallContext call, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>Answers a question; indexes on first use and refreshes before it answers.</summary>
    public Task<SearchAnswer> SearchAsync(
        SearchRequest request, IProgress<IndexProgress>? progress, CallContext call, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>Finds code like a given piece.</summary>
    public Task<SearchAnswer> SimilarAsync(
        SimilarRequest request, IProgress<IndexProgress>? progress, CallContext call, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>Tells what the index holds; reads only.</summary>
    /// <param name="root">One folder, or null for all.</param>
    /// <param name="withSkipped">Adds each skipped path with its rule.</param>
    /// <param name="call">The call this belongs to.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<IReadOnlyList<TreeStatus>> StatusAsync(
        string? root, bool withSkipped, CallContext call, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>Removes a folder from the index and gives its space back.</summary>
    /// <param name="root">One folder, or null for all.</param>
    /// <param name="call">The call this belongs to.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task<ForgetReport> ForgetAsync(string? root, CallContext call, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
