using System.Buffers;

namespace McpContextBrowser.Core.Store;

/// <summary>
/// A piece of text to look for in many texts, in any case: finds what <see cref="string.Contains(string, StringComparison)"/> finds with
/// <see cref="StringComparison.OrdinalIgnoreCase"/>, which looks at one letter at a time where this one looks at 16 to 64.
/// </summary>
/// <param name="text">At least one character.</param>
public sealed class CaselessPiece(string text)
{
    private readonly SearchValues<string> _values = SearchValues.Create([text], StringComparison.OrdinalIgnoreCase);

    public string Text { get; } = text;

    public bool IsIn(ReadOnlySpan<char> whole) => whole.ContainsAny(_values);
}
