using System.Globalization;
using McpContextBrowser.Core.Search;

namespace McpContextBrowser.Core;

/// <summary>Puts the reasons of a row into lines for a reader: the first is added up, then multiplied, to the score that is shown.</summary>
internal static class HitReasons
{
    /// <param name="row">A chunk and its file.</param>
    /// <param name="score">The score that is shown with it.</param>
    public static IReadOnlyList<string> Describe(RankedRow row, double score)
    {
        var reasons = row.File.Reasons;
        var lines = new List<string> { Line($"words and meaning {reasons.Base:0.000} of 1") };
        Add(lines, "file name", reasons.StemBoost);
        Add(lines, "folder names", reasons.DirectoryBoost);
        Add(lines, "defined names", reasons.SymbolBoost);
        Add(lines, "defines what is asked for", reasons.DefinitionBoost);
        Add(lines, "named in the question", reasons.MentionBoost);
        Add(lines, "related to the best files", reasons.RelatedBoost);
        if (reasons.Penalised != PathClasses.None)
        {
            lines.Add(Line($"× {reasons.Penalty:0.000} as {reasons.Penalised.ToString().ToLowerInvariant()}"));
        }

        if (row.Chunk.Chunk != row.File.Chunks[0].Chunk)
        {
            lines.Add(Line($"× {score / row.File.Score:0.000} as a further piece of its file"));
        }

        lines.Add(Line($"= {score:0.000}"));
        if (row.Chunk.Cosine is { } cosine)
        {
            lines.Add(Line($"cosine {cosine:0.000}"));
        }

        foreach (var term in row.Chunk.Terms ?? [])
        {
            lines.Add(Line($"term {term.Term}: weight {term.Rarity:0.00}, {term.Body} in code, {term.Comment} in comments, {term.Symbol} in names"));
        }

        return lines;
    }

    private static void Add(List<string> lines, string what, double boost)
    {
        if (boost != 0)
        {
            lines.Add(Line($"+ {boost:0.000} {what}"));
        }
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
