using McpContextBrowser.Core.Crypto;

namespace McpContextBrowser.Server.Storage;

/// <summary>Keys of the server itself, derived from a look-up key that the master key wraps: they are in no file in clear.</summary>
public sealed class ServerKeys(KeyRing ring)
{
    private const string Ring = "server";

    /// <summary>The same 32 bytes for the same purpose for as long as the data folder lives.</summary>
    public byte[] Derive(string purpose)
    {
        using var keys = ring.Open(Ring);
        return [.. keys.Lookup.Text($"{purpose}/0").ToArray(), .. keys.Lookup.Text($"{purpose}/1").ToArray()];
    }
}
