using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Core.Indexing;

/// <summary>
/// Gathers derived files into batches. A file whose content another file of the run derives waits until that one has
/// arrived, so that a batch never names a content that the store does not have. For one thread.
/// </summary>
internal sealed class CommitQueue(IContentWriter writer, TreeInfo tree, string model, Quota quota)
{
    private readonly Dictionary<LookupName, int> _arrived = []; // with their chunks
    private readonly Dictionary<LookupName, List<DerivedFile>> _waiting = [];
    private readonly Dictionary<LookupName, Skip> _refused = [];
    private List<NewContent> _contents = [];
    private List<TreeChange> _changes = [];

    /// <summary>Files in the open batch.</summary>
    public int Files => _changes.Count;

    /// <summary>About the bytes that the open batch will write.</summary>
    public long Bytes { get; private set; }

    public void Add(DerivedFile file)
    {
        if (file.Name is not { } name || file.IsSkipped || file.Known is not null || file.Content is not null || _arrived.ContainsKey(name))
        {
            Take(file);
        }
        else if (_refused.TryGetValue(name, out var refusal))
        {
            Take(file with { Skip = refusal });
        }
        else if (_waiting.TryGetValue(name, out var waiting))
        {
            waiting.Add(file);
        }
        else
        {
            _waiting.Add(name, [file]);
        }
    }

    /// <summary>Commits the open batch.</summary>
    public ValueTask<StoreHead> FlushAsync(CancellationToken cancellationToken) => CommitAsync(tree, [], cancellationToken);

    /// <summary>Commits the last batch with what is gone.</summary>
    public ValueTask<StoreHead> FinishAsync(
        TreeInfo finished, IReadOnlyList<RelativePath> removed, CancellationToken cancellationToken) =>
        CommitAsync(finished, removed, cancellationToken);

    private void Take(DerivedFile file)
    {
        _changes.Add(file.ToChange());
        if (file.Content is { } content)
        {
            _contents.Add(content);
            Bytes += content.CompressedText.Length + content.Record.Terms.Length + (content.Vectors?.Bytes.Length ?? 0);
        }

        if (file.Name is not { } name)
        {
            return;
        }

        var chunks = file.Content?.Record.Chunks.Length ?? file.Known?.Chunks ?? _arrived.GetValueOrDefault(name);
        quota.CountChunks(file.IsSkipped ? 0 : chunks);
        if (!(file.IsSkipped ? _refused.TryAdd(name, file.Skip) : _arrived.TryAdd(name, chunks)))
        {
            return;
        }

        if (_waiting.Remove(name, out var waiting))
        {
            waiting.ForEach(other => Take(other with { Skip = file.Skip }));
        }
    }

    private async ValueTask<StoreHead> CommitAsync(TreeInfo info, IReadOnlyList<RelativePath> removed, CancellationToken cancellationToken)
    {
        var batch = new StoreBatch { Tree = info, Model = model, Contents = _contents, Changes = _changes, Removed = removed };
        var head = await writer.CommitAsync(batch, cancellationToken).ConfigureAwait(false);
        _contents = [];
        _changes = [];
        Bytes = 0;
        return head;
    }
}
