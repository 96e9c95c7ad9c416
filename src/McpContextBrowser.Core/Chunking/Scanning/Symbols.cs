namespace McpContextBrowser.Core.Chunking.Scanning;

/// <summary>Symbols of tokens longer than one character; letters and arrows are never punctuation of their own.</summary>
internal static class Symbols
{
    public const char Word = 'w';
    public const char Number = '0';
    public const char Literal = 's';
    public const char Directive = 'd';

    /// <summary><c>-></c></summary>
    public const char Arrow = '→';

    /// <summary><c>=></c></summary>
    public const char FatArrow = '⇒';

    /// <summary><c>::</c></summary>
    public const char Scope = '∷';

    /// <summary><c>:=</c></summary>
    public const char Becomes = '≔';

    /// <summary><c>==</c>, <c>!=</c>, <c>&lt;=</c>, <c>>=</c>, <c>+=</c> and the like: an <c>=</c> that defines nothing.</summary>
    public const char Comparison = '≡';

    /// <summary><c>&lt;-</c></summary>
    public const char LeftArrow = '←';
}
