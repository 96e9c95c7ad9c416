namespace McpContextBrowser.Core.Chunking;

/// <summary>What the chunker found in one text.</summary>
/// <param name="LineStarts">Start of each line as an index into the text; one entry more than lines, the last is the text's length.</param>
/// <param name="Lines">Class of each line, index 0 = line 1.</param>
/// <param name="Definitions">In order of lines.</param>
/// <param name="Chunks">In order; together they cover the text without gap or overlap. Empty for an empty text.</param>
public sealed record ScannedText(int[] LineStarts, LineClass[] Lines, Definition[] Definitions, Chunk[] Chunks);
