namespace McpContextBrowser.Core.Lexical;

/// <summary>How often a term occurs in a chunk, by field.</summary>
/// <param name="Body">In lines of code.</param>
/// <param name="Comment">In lines of comment.</param>
/// <param name="Symbol">In names that the chunk defines; those words count in <paramref name="Body"/> too.</param>
public readonly record struct TermCounts(int Body, int Comment, int Symbol);
