using System.Globalization;
using McpContextBrowser.Core;

namespace McpContextBrowser.Answers;

/// <summary>What an answer did not find, in sentences for a person or a model.</summary>
internal static class AbsenceText
{
    /// <summary>Nothing when every name of the question occurs and the answer is not thin.</summary>
    public static IEnumerable<string> Of(SearchAnswer answer)
    {
        foreach (var absent in answer.Absent)
        {
            var asIndexed = answer.Fresh ? "" : ", as they were when they were indexed";
            yield return absent.FilesChecked == absent.Files
                ? string.Create(CultureInfo.InvariantCulture, $"'{absent.Name}' occurs in none of {absent.Files:N0} file{(absent.Files == 1 ? "" : "s")}{asIndexed}, in any case: every one was checked.")
                : string.Create(CultureInfo.InvariantCulture, $"'{absent.Name}' occurs in none of the {absent.FilesChecked:N0} of {absent.Files:N0} files that were checked in time.");
        }

        if (answer is { NoWordOccurs: true, Absent.Count: 0 })
        {
            yield return "No word of the question occurs here: what is found is nearest in meaning, which may be far.";
        }

        if (answer.SkippedBy is { Count: > 0 } groups)
        {
            var others = answer.SkippedByOthers == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; {answer.SkippedByOthers:N0} by other rules");
            yield return $"Not searched: {string.Join("; ", groups.Select(InWords))}{others}";
        }
    }

    private static string InWords(SkippedGroup group)
    {
        var rule = group.Rule is null ? "" : $" by {PathText.OneLine(group.Rule)}";
        return string.Create(CultureInfo.InvariantCulture, $"{group.Count:N0} {SkipReasons.NameOf(group.Reason)}{rule} ({PathText.OneLine(group.Example)})");
    }
}
