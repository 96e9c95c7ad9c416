namespace McpContextBrowser.Cli;

/// <summary>How a stream is read.</summary>
/// <param name="IsTerminal">By a person at a terminal; otherwise by a program or into a file.</param>
/// <param name="Colour">Whether escape sequences for colour are wanted.</param>
/// <param name="Width">Columns; lines of code are cut there on a terminal.</param>
internal readonly record struct TextStyle(bool IsTerminal, bool Colour, int Width)
{
    public const int UsualWidth = 100;

    public static readonly TextStyle Piped = new(false, false, int.MaxValue);
}
