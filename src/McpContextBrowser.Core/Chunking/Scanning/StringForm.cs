using System.Buffers;

namespace McpContextBrowser.Core.Chunking.Scanning;

/// <summary>A string literal of a language.</summary>
internal sealed record StringForm
{
    public StringForm(string open, string? close = null, char escape = '\\', bool multiline = false, params string[] holes)
    {
        Open = open;
        Close = close ?? open;
        Escape = escape;
        Multiline = multiline;
        Holes = holes;
        HashSet<char> stops = [Close[0]];
        if (escape != NoEscape)
        {
            stops.Add(escape);
        }

        if (!multiline)
        {
            stops.Add('\n');
            stops.Add('\r');
        }

        foreach (var hole in holes)
        {
            stops.Add(hole[0]);
        }

        Stops = SearchValues.Create([.. stops]);
    }

    public const char NoEscape = '\0';

    public string Open { get; }

    public string Close { get; }

    public char Escape { get; }

    /// <summary>May run over line ends; otherwise a string that the line does not close is no string.</summary>
    public bool Multiline { get; }

    /// <summary>What opens code inside the string: <c>${</c>, <c>#{</c>, <c>\(</c>. Ends with a bracket.</summary>
    public string[] Holes { get; }

    /// <summary>The closing mark twice stands for itself.</summary>
    public bool Doubled { get; init; }

    /// <summary>Words of which one must stand right before; none: no word is needed.</summary>
    public string[] Prefixes { get; init; } = [];

    /// <summary>How far the closing mark repeats what the opening mark said.</summary>
    public Fence Fence { get; init; }

    /// <summary>Where the scan of the body must look closer.</summary>
    public SearchValues<char> Stops { get; }
}
