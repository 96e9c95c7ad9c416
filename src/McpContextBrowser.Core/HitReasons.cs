using System.Globalization;
using McpContextBrowser.Core.Search;

namespace McpContextBrowser.Core;

/// <summary>Puts the reasons of a row into lines for a reader.</summary>
internal static class HitReasons
{
    public static IReadOnlyList<string> Describe(RankedRow row)
    {
        var reasons = row.File.Reasons;
        var lines = new List<string> { Line($"words and meaning {reasons.Base:0.000} of 1") };
        if (row.Chunk.Cosine is { } cosine)
        {
            lines.Add(Line($"cosine {cosine:0.000}"));
        }

        Add(lines, "file name", reasons.StemBoost);
        Add(lines, "folder names", reasons.DirectoryBoost);
        Add(lines, "defined names", reasons.SymbolBoost);
        Add(lines, "defines what is asked for", reasons.DefinitionBoost);
        if (reasons.Penalised != PathClasses.None)
        {
            lines.Add(Line($"× {reasons.Penalty:0.00} as {reasons.Penalised.ToString().ToLowerInvariant()}"));
        }

        foreach (var term in reasons.Terms)
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
