using System.Text;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Cli;

/// <summary>Where a run prints: results to one side, everything else to the other.</summary>
/// <param name="results">stdout.</param>
/// <param name="messages">stderr.</param>
/// <param name="resultStyle">How stdout is read.</param>
/// <param name="messageStyle">How stderr is read.</param>
internal sealed class Output(TextWriter results, TextWriter messages, TextStyle resultStyle, TextStyle messageStyle)
{
    private const int Buffer = 16 * 1024;
    private const string Indent = "      "; // as wide as "ctxb: "

    public TextWriter Results { get; } = results;

    public TextWriter Messages { get; } = messages;

    public TextStyle ResultStyle { get; } = resultStyle;

    public TextStyle MessageStyle { get; } = messageStyle;

    /// <summary>That of this process: UTF-8 without a mark, stdout buffered until <see cref="Flush"/>.</summary>
    /// <param name="variable">Reads an environment variable, as <see cref="TextStyle.Of"/> asks for them.</param>
    public static Output OfProcess(Func<string, string?> variable)
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return new(
            new StreamWriter(new ResultStream(Console.OpenStandardOutput()), utf8, Buffer) { NewLine = "\n" },
            new StreamWriter(Console.OpenStandardError(), utf8, Buffer) { NewLine = "\n", AutoFlush = true },
            TextStyle.Of(Console.IsOutputRedirected, Width(), variable),
            TextStyle.Of(Console.IsErrorRedirected, Width(), variable));
    }

    /// <summary>The same streams, painted as <c>--color</c> wants it.</summary>
    public Output With(ColourChoice choice) =>
        choice == ColourChoice.Auto ? this : new(Results, Messages, ResultStyle.With(choice), MessageStyle.With(choice));

    /// <summary>A line of the results for reading: on a terminal clean, and broken between words.</summary>
    /// <param name="text">May hold line ends.</param>
    /// <param name="indent">Columns by which a broken line goes on.</param>
    public void Tell(string text, int indent = 4) =>
        Results.WriteLine(ResultStyle.IsTerminal ? TerminalText.Wrap(TerminalText.Clean(text), ResultStyle.Width, new string(' ', indent)) : text);

    /// <summary>A failure the user can act on: what, then, indented, what next.</summary>
    public void Problem(CtxbException problem)
    {
        Note(problem.Message);
        Messages.WriteLine(Shown(Indent + problem.Next));
    }

    /// <summary>A sentence beside the results.</summary>
    public void Note(string sentence) => Messages.WriteLine(Shown($"ctxb: {sentence}"));

    /// <summary>Sends what is buffered.</summary>
    /// <exception cref="CtxbException">It is lost: the disk behind stdout is full, say.</exception>
    public void Flush() => Results.Flush();

    private string Shown(string text) => MessageStyle.IsTerminal ? TerminalText.Wrap(TerminalText.Clean(text), MessageStyle.Width, Indent) : text;

    private static int Width()
    {
        if (Console.IsOutputRedirected && Console.IsErrorRedirected)
        {
            return TextStyle.UsualWidth; // no terminal to ask: the runtime would read and compile for its description
        }

        try
        {
            return Console.WindowWidth is > 0 and var width ? width : TextStyle.UsualWidth;
        }
        catch (IOException)
        {
            return TextStyle.UsualWidth; // a terminal that does not tell its size
        }
    }
}
