using McpContextBrowser.Core.Embedding.Providers;

namespace McpContextBrowser.Configuration;

/// <summary>One server of an embedding model as a setting has it: its address, and behind a blank the key file that is its own.</summary>
internal static class EndpointText
{
    /// <returns>Null when the key file is no absolute path. An address that is none becomes a relative one, which the options' problems name.</returns>
    public static EndpointOptions? Read(string text)
    {
        var parts = text.Trim().Split(' ', 2, StringSplitOptions.TrimEntries);
        var address = Uri.TryCreate(parts[0], UriKind.Absolute, out var url) ? url : new(Uri.EscapeDataString(parts[0]), UriKind.Relative);
        return parts.Length == 1 ? new(address)
            : Path.IsPathFullyQualified(parts[1]) ? new(address) { KeyFile = parts[1] }
            : null;
    }
}
