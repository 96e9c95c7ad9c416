namespace McpContextBrowser.Core.Lexical;

/// <summary>Inverted index over the chunks of a set of contents.</summary>
public sealed class LexicalIndex
{
}
