using McpContextBrowser.Core;

namespace McpContextBrowser.Answers;

/// <summary>One finding of the doctor, as programs read it.</summary>
internal sealed record FindingRow(string Check, string Level, string What, string Next, bool Fixed)
{
    public static FindingRow Of(Finding finding) =>
        new(finding.Check, NameOf(finding.Level), finding.What, finding.Next, finding.Fixed);

    /// <summary>ok, warning or error.</summary>
    public static string NameOf(FindingLevel level) => level switch
    {
        FindingLevel.Ok => "ok",
        FindingLevel.Warning => "warning",
        _ => "error",
    };
}
