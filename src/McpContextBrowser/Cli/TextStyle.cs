namespace McpContextBrowser.Cli;

/// <summary>How a stream is read.</summary>
/// <param name="IsTerminal">By a person at a terminal; otherwise by a program or into a file.</param>
/// <param name="Colour">Whether escape sequences for colour are wanted.</param>
/// <param name="Width">Columns; lines of code are cut there on a terminal, sentences are wrapped.</param>
/// <param name="Redraws">Whether a line can be taken away again: not on a dumb terminal and not in the log of a CI job.</param>
internal readonly record struct TextStyle(bool IsTerminal, bool Colour, int Width, bool Redraws = true)
{
    public const int UsualWidth = 100;

    public static readonly TextStyle Piped = new(false, false, int.MaxValue, false);

    /// <summary>That of one stream of this process.</summary>
    /// <param name="redirected">Whether it leads into a pipe or a file.</param>
    /// <param name="width">Columns of the terminal.</param>
    /// <param name="variable">Reads <c>NO_COLOR</c> (no-color.org), <c>FORCE_COLOR</c> (force-color.org), <c>TERM</c> and <c>CI</c>.</param>
    public static TextStyle Of(bool redirected, int width, Func<string, string?> variable)
    {
        var dumb = variable("TERM") == "dumb";
        var forced = variable("FORCE_COLOR") is { } force && force != "0";
        var colour = variable("NO_COLOR") is null && (forced || (!redirected && !dumb));
        return redirected ? Piped with { Colour = colour } : new(true, colour, width, !dumb && variable("CI") is null);
    }

    /// <summary>The same as <c>--color</c> wants it, which is stronger than the variables.</summary>
    public TextStyle With(ColourChoice choice) => choice == ColourChoice.Auto ? this : this with { Colour = choice == ColourChoice.Always };
}
