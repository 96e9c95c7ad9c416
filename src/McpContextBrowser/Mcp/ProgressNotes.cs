using System.Globalization;
using McpContextBrowser.Core.Indexing;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpContextBrowser.Mcp;

/// <summary>
/// Tells a client how far indexing is, when it asked for that. One note is on its way at a time; what is reported meanwhile is
/// superseded by the next report, so a slow client never holds up the work.
/// </summary>
/// <param name="server">The session of the call.</param>
/// <param name="token">As the client gave it; null sends nothing.</param>
internal sealed class ProgressNotes(McpServer server, ProgressToken? token) : IProgress<IndexProgress>
{
    private readonly Lock _one = new(); // reports come from any thread
    private Task _sending = Task.CompletedTask;
    private int _last = -1;
    private bool _ended;

    public void Report(IndexProgress value)
    {
        if (token is null)
        {
            return;
        }

        lock (_one)
        {
            // The protocol asks for rising values, and for none after the answer.
            if (_ended || !_sending.IsCompleted || value.FilesDone <= _last)
            {
                return;
            }

            _last = value.FilesDone;
            _sending = server.NotifyProgressAsync(token.Value, new ProgressNotificationValue
            {
                Progress = value.FilesDone,
                Total = value.WalkFinished ? value.FilesToDo : null,
                Message = string.Create(CultureInfo.InvariantCulture, $"{value.FilesDone:N0} files, {value.Chunks:N0} chunks"),
            });
        }
    }

    /// <summary>Ends the notes; completes when the last one has left. A client that went away is no failure of the call.</summary>
    public Task EndAsync()
    {
        lock (_one)
        {
            _ended = true;
            return _sending.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }
}
