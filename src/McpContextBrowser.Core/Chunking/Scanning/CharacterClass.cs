namespace McpContextBrowser.Core.Chunking.Scanning;

/// <summary>What a character may begin.</summary>
internal enum CharacterClass : byte
{
    Punctuation,
    Blank,
    LineEnd,
    Letter,
    Digit,

    /// <summary>Punctuation that may open a comment, a string or another mark of the language.</summary>
    Special,
}
