namespace McpContextBrowser.Core.Search;

/// <summary>One distinct term of a question.</summary>
/// <param name="Term">See <c>Lexical.Terms</c>.</param>
/// <param name="Text">The stemmed word, or <c>=</c> and the whole identifier.</param>
/// <param name="Weight">1 + ½ ln of how often it occurs in the question; less for a word of talk in long text.</param>
/// <param name="IsCompound">True for a whole identifier of several words.</param>
public readonly record struct QueryTerm(ulong Term, string Text, double Weight, bool IsCompound);
