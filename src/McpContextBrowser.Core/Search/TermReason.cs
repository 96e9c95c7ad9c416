namespace McpContextBrowser.Core.Search;

/// <summary>A query term that a chunk contains.</summary>
/// <param name="Term">The stemmed word, or <c>=</c> and a whole identifier.</param>
/// <param name="Rarity">w · ln(1 + (NC − df + ½)/(df + ½)): what the term can add at most, before saturation.</param>
/// <param name="Body">Times in code.</param>
/// <param name="Comment">Times in comments.</param>
/// <param name="Symbol">Times in names it defines.</param>
public readonly record struct TermReason(string Term, double Rarity, int Body, int Comment, int Symbol);
