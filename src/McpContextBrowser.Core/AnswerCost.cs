namespace McpContextBrowser.Core;

/// <summary>How a door counts what an answer costs its reader; how much it may cost is <see cref="Contracts.CallContext.TokenLimit"/>.</summary>
/// <param name="OfHeading">Tokens of a hit without its text, in every part of the answer as the door writes it.</param>
/// <param name="OfAnswer">Tokens of a whole answer as the door writes it: headings, notes, coverage, cursor.</param>
public sealed record AnswerCost(Func<SearchHit, int> OfHeading, Func<SearchAnswer, int> OfAnswer);
