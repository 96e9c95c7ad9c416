namespace McpContextBrowser.Answers;

/// <summary>A path in the text of an answer. A file may be named so that its name would read like lines of ours; the data has the name as it is.</summary>
internal static class PathText
{
    public static string OneLine(string path) =>
        path.Any(Breaks) ? string.Concat(path.Select(letter => Breaks(letter) ? '\ufffd' : letter)) : path;

    private static bool Breaks(char letter) => char.IsControl(letter) || letter is '\u2028' or '\u2029';
}
