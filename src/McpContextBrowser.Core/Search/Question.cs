namespace McpContextBrowser.Core.Search;

/// <summary>What is asked of one tree.</summary>
public sealed record Question
{
    /// <summary>
    /// Words, an identifier, a path or glob, or pasted text. In anything shorter than long text, <c>"a phrase"</c> must occur as
    /// written, <c>sym:Name</c> asks for definitions only and <c>refs:Name</c> for places where the name is used; <c>lang:go</c>, <c>ext:proto</c> and <c>path:src/net</c> narrow.
    /// </summary>
    public required string Text { get; init; }

    public SearchMode Mode { get; init; }

    /// <summary>Most rows wanted, 1 to 1,000.</summary>
    public int Limit { get; init; } = 10;

    /// <summary>Which files may answer; null allows all. Statistics stay those of the whole tree.</summary>
    public PlaceFilter? Filter { get; init; }

    /// <summary>Adds the terms to the reasons.</summary>
    public bool Explain { get; init; }

    /// <summary>Takes quoted phrases for words: no file has what they say.</summary>
    internal bool PhrasesAreWords { get; init; }

    /// <summary>How long texts are read for phrases, exact text and expressions; what was found until then is answered, with a note.</summary>
    public TimeSpan ReadingTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Measures <see cref="ReadingTime"/>.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
