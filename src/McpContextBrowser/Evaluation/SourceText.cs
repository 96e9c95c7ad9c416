using McpContextBrowser.Core.Chunking;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Evaluation;

/// <summary>A file of the evaluated tree, read and scanned.</summary>
internal sealed record SourceText(RelativePath Path, string Language, string Text, ScannedText Scanned)
{
    public int LineCount => Scanned.Lines.Length;

    /// <param name="number">1-based.</param>
    public string Line(int number) =>
        Text[Scanned.LineStarts[number - 1]..Scanned.LineStarts[number]].TrimEnd('\r', '\n');

    /// <summary>The first definition of a name; null without one.</summary>
    public int? LineOf(string name)
    {
        foreach (var definition in Scanned.Definitions)
        {
            if (definition.Name == name)
            {
                return definition.Line;
            }
        }

        return null;
    }
}
