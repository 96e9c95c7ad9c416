namespace McpContextBrowser.Core.Embedding;

/// <summary>Models weigh a question and a text to be found differently.</summary>
public enum EmbeddingSide
{
    Query,
    Document,
}
