namespace McpContextBrowser.Core.Chunking.Scanning;

/// <summary>Says whether a text that was read with one table should be read with another.</summary>
/// <param name="text">The region.</param>
/// <param name="buffers">Its tokens.</param>
/// <returns>The better table; null to stay.</returns>
internal delegate SyntaxTable? AlternativeTable(ReadOnlySpan<char> text, ScanBuffers buffers);
