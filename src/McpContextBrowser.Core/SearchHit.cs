using McpContextBrowser.Core.Search.Packing;

namespace McpContextBrowser.Core;

/// <summary>A piece of code that answers.</summary>
public sealed record SearchHit
{
    /// <summary>Real path of the searched folder.</summary>
    public required string Root { get; init; }

    /// <summary>Path below the root, with <c>/</c>.</summary>
    public required string Path { get; init; }

    /// <summary>1-based.</summary>
    public required int StartLine { get; init; }

    /// <summary>1-based, inclusive.</summary>
    public required int EndLine { get; init; }

    /// <summary>Higher is better; comparable within one answer only.</summary>
    public required double Score { get; init; }

    /// <summary>Name defined in this piece; null without one.</summary>
    public string? Symbol { get; init; }

    /// <summary>What the symbol is, such as <c>class</c> or <c>method</c>; <c>text</c> without one.</summary>
    public required string Kind { get; init; }

    public required string Language { get; init; }

    /// <summary>The lines, as indexed: secrets are replaced by markers. Empty for an outline.</summary>
    public required string Text { get; init; }

    /// <summary>How much of the piece <see cref="Text"/> is.</summary>
    public SnippetForm Form { get; init; } = SnippetForm.Whole;

    /// <summary>Lines of the whole piece when only some of them are shown; null otherwise.</summary>
    public LineSpan? CutFrom { get; init; }

    /// <summary>Why it ranks where it does, one line a signal; null unless asked for.</summary>
    public IReadOnlyList<string>? Reasons { get; init; }
}
