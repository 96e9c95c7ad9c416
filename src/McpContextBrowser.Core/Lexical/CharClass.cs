namespace McpContextBrowser.Core.Lexical;

/// <summary>What a character is to the analyser.</summary>
internal enum CharClass : byte
{
    /// <summary>Between identifiers.</summary>
    Other = 0,
    Lower = 1,
    Upper = 2,
    Digit = 3,
    Underscore = 4,

    /// <summary>Chinese, Japanese or Korean: written without blanks, so indexed as pairs of characters.</summary>
    Ideograph = 5,
}
