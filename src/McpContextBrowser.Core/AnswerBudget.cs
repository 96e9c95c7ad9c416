namespace McpContextBrowser.Core;

/// <summary>How much an answer may cost the model that reads it, and how its door counts that.</summary>
/// <param name="Tokens">Most tokens of the whole answer, in the vocabulary that needs more of them; 1 or more.</param>
/// <param name="HeadingCost">Tokens of a hit without its text, in every part of the answer as the door writes it.</param>
/// <param name="Cost">Tokens of a whole answer as the door writes it: headings, notes, coverage, cursor.</param>
public sealed record AnswerBudget(int Tokens, Func<SearchHit, int> HeadingCost, Func<SearchAnswer, int> Cost);
