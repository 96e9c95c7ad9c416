namespace McpContextBrowser.Core.Store;

/// <summary>A part of a text, in UTF-16 characters.</summary>
/// <param name="Start">0 or more.</param>
/// <param name="Length">0 or more.</param>
public readonly record struct TextPart(int Start, int Length)
{
    /// <summary>All of it.</summary>
    public static TextPart Whole { get; } = new(0, int.MaxValue);

    /// <summary>The part of a text that is at hand.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It has no such part.</exception>
    public string Of(string text) => this == Whole ? text : text.Substring(Start, Length);
}
