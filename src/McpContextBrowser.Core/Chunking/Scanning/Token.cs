namespace McpContextBrowser.Core.Chunking.Scanning;

/// <summary>A piece of code between comments and blanks.</summary>
/// <param name="Start">First character, an index into the text.</param>
/// <param name="Length">Characters.</param>
/// <param name="Symbol">The character itself for punctuation, else one of <see cref="Symbols"/>.</param>
/// <param name="Word">Index into <see cref="SyntaxTable.Entries"/>; 0 for a name without meaning to the language.</param>
/// <param name="Marks">Where the token stands.</param>
internal readonly record struct Token(int Start, int Length, char Symbol, byte Word, TokenMarks Marks)
{
    public int End => Start + Length;

    public bool FirstOnLine => (Marks & TokenMarks.FirstOnLine) != 0;

    public bool AfterBlank => (Marks & TokenMarks.AfterBlank) != 0;
}
