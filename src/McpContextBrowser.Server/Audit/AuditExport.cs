using System.Text;

namespace McpContextBrowser.Server.Audit;

/// <summary>The log as text: one entry a line, its number and HMAC beside it, and the signed end, enough to compare with a copy kept elsewhere.</summary>
public static class AuditExport
{
    /// <returns>JSON objects, one a line; read while the log goes on being written.</returns>
    public static IEnumerable<string> Lines(IAuditStore store, long from)
    {
        // The end first: entries that come meanwhile lie behind it.
        if (store.ReadHead() is not { } head)
        {
            yield break;
        }

        foreach (var entry in store.Read(from).TakeWhile(entry => entry.Number <= head.Number))
        {
            yield return $$"""{"number":{{entry.Number}},"record":{{Encoding.UTF8.GetString(entry.Json)}},"mac":"{{Convert.ToHexStringLower(entry.Mac)}}"}""";
        }

        yield return $$"""{"head":{{head.Number}},"mac":"{{Convert.ToHexStringLower(head.Mac)}}","signature":"{{Convert.ToHexStringLower(head.Signature)}}"}""";
    }
}
