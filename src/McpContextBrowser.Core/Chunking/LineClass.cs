namespace McpContextBrowser.Core.Chunking;

/// <summary>What a line holds, as ranking weighs it.</summary>
public enum LineClass : byte
{
    Blank = 0,
    Code = 1,

    /// <summary>Nothing but comment, docstring or documentation.</summary>
    Comment = 2,

    /// <summary>The licence comment at the head of a file: shown, but in no posting and no vector.</summary>
    Licence = 3,
}
