namespace McpContextBrowser.Core.Chunking.Scanning;

/// <summary>A definition that lasts as long as lines are indented more than its own.</summary>
/// <param name="Columns">Indentation of its first line.</param>
/// <param name="Definition">Index into <see cref="ScanBuffers.Found"/>.</param>
internal readonly record struct IndentLevel(int Columns, int Definition);
