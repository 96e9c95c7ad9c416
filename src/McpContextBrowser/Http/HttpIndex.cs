using System.Runtime.CompilerServices;
using System.Text.Json;
using McpContextBrowser.Answers;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Mcp;
using McpContextBrowser.Server;

namespace McpContextBrowser.Http;

/// <summary>The engine's index, for those who administer it over HTTP.</summary>
internal sealed class HttpIndex(ToolEngine engine) : IIndexKeeper
{
    public Task<long> RotateKeysAsync(CallContext call, CancellationToken cancellationToken) => engine.Browser.RotateDataAsync(null, call, cancellationToken);

    public async IAsyncEnumerable<string> BackupAsync(string? collection, bool withTexts, CallContext call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var file in engine.Browser.ExportAsync(collection, withTexts, call, cancellationToken))
        {
            yield return JsonSerializer.Serialize(HeldRow.Of(file), AnswerJson.Readable.HeldRow);
        }
    }

    public async Task<bool> EraseAsync(string collection, CallContext call, CancellationToken cancellationToken) =>
        engine.Configuration.ReadOnly
            ? throw ToolCalls.OnlyReads()
            : (await engine.Browser.ForgetAsync(collection, erase: true, call, cancellationToken)).Roots.Count > 0;
}
