namespace McpContextBrowser.Core.Search.Packing;

/// <summary>How much of a chunk is shown, least first.</summary>
public enum SnippetForm
{
    /// <summary>Only where it is and what it defines.</summary>
    Outline,

    /// <summary>The lines that open its definition.</summary>
    Signature,

    /// <summary>The lines that answer best, in one run.</summary>
    Excerpt,

    /// <summary>All of it.</summary>
    Whole,
}
