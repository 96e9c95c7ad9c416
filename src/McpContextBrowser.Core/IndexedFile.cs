namespace McpContextBrowser.Core;

/// <summary>A file as the index has it: secrets are replaced by markers.</summary>
/// <param name="Path">Below the root, with <c>/</c>.</param>
/// <param name="Text">All of it.</param>
public sealed record IndexedFile(string Path, string Text)
{
    /// <summary>Lines of the text, cut at their ends.</summary>
    /// <param name="lines">Which; what lies beyond the end is left out.</param>
    public string Lines(LineSpan lines)
    {
        var starts = Search.Packing.SnippetLines.LineStarts(Text);
        var last = Math.Min(lines.End, starts.Count - 1);
        return lines.Start > last ? "" : Text[starts[lines.Start - 1]..starts[last]];
    }
}
