namespace McpContextBrowser.Core.Embedding.Providers;

/// <summary>A text, or a part of one that is too long for the model.</summary>
/// <param name="Text">What is sent, without the model's prefix.</param>
/// <param name="Owner">Which text it is of.</param>
/// <param name="Tokens">About how many it has, the prefix included.</param>
internal readonly record struct TextPiece(ReadOnlyMemory<char> Text, int Owner, int Tokens);
