namespace McpContextBrowser.Core.Chunking.Scanning;

/// <summary>A string that waits for the end of the code inside it.</summary>
/// <param name="Form">Index into <see cref="SyntaxTable.Forms"/>.</param>
/// <param name="Depth">Brackets open around the hole.</param>
/// <param name="Close">The bracket that ends the hole.</param>
internal readonly record struct OpenHole(int Form, int Depth, char Close);
