using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.Channels;

namespace McpContextBrowser.Server.Audit;

/// <summary>
/// Writes one record for each operation and returns when it is durable, so an answer never goes out unrecorded. Records that
/// come while others are being written share the next commit: the disk is synced once for all of them.
/// </summary>
public sealed partial class AuditLog : IAsyncDisposable
{
    private const int MostWaiting = 4096; // beyond it the callers wait: refusing to record would be refusing to answer
    private const int MostInCommit = 512;

    private readonly IAuditStore _store;
    private readonly AuditChain _chain;
    private readonly Channel<Waiting> _queue = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly Task _writing;
    private volatile bool _isWritten = true;

    public AuditLog(IAuditStore store, AuditChain chain)
    {
        _store = store;
        _chain = chain;
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>Whether the last records could be made durable.</summary>
    public bool IsWritten => _isWritten;

    /// <summary>Records an operation.</summary>
    /// <exception cref="IOException">It could not be made durable: whoever asked must be refused when the operation administers.</exception>
    public async Task WriteAsync(AuditRecord record, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(JsonSerializer.SerializeToUtf8Bytes(record, AuditJson.Default.AuditRecord), new(TaskCreationOptions.RunContinuationsAsynchronously));
        await _queue.Writer.WriteAsync(waiting, cancellationToken).ConfigureAwait(false);
        await waiting.Done.Task.ConfigureAwait(false);
    }

    /// <summary>Writes what is waiting, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _writing.ConfigureAwait(false);
    }

    private async Task WriteAsync()
    {
        var batch = new List<Waiting>(MostInCommit);
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            batch.Clear();
            while (batch.Count < MostInCommit && _queue.Reader.TryRead(out var next))
            {
                batch.Add(next);
            }

            try
            {
                Commit(batch);
                _isWritten = true;
                batch.ForEach(static waiting => waiting.Done.SetResult());
            }
            catch (Exception problem) when (problem is IOException or InvalidOperationException or System.Data.Common.DbException)
            {
                _isWritten = false;
                batch.ForEach(waiting => waiting.Done.SetException(new IOException("The audit log cannot be written.", problem)));
            }
        }
    }

    private void Commit(List<Waiting> batch)
    {
        // Read again each time: another process of the same data folder may have added. Where both add at once one is told, and tries again.
        for (var attempt = 1; ; attempt++)
        {
            var previous = _store.ReadHead();
            var head = previous;
            var entries = new List<AuditEntry>(batch.Count);
            foreach (var waiting in batch)
            {
                var entry = _chain.Next(head, waiting.Json);
                entries.Add(entry);
                head = _chain.HeadOf(entry);
            }

            try
            {
                _store.Append(entries, previous, head!);
                return;
            }
            catch (InvalidOperationException) when (attempt < 10)
            {
            }
        }
    }

    private sealed record Waiting(byte[] Json, TaskCompletionSource Done);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonSerializable(typeof(AuditRecord))]
    internal sealed partial class AuditJson : JsonSerializerContext;
}
