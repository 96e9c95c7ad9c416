using System.Globalization;
using System.Text;
using System.Text.Json;
using McpContextBrowser.Answers;
using McpContextBrowser.Core;
using McpContextBrowser.Core.Search.Packing;
using ModelContextProtocol.Protocol;

namespace McpContextBrowser.Mcp;

/// <summary>
/// A search's answer as a model reads it: text with the code, the same as data without the code, and links to what was cut. It
/// counts what all of that costs, so that the budget holds for the result as a whole, whichever part a client hands on.
/// </summary>
/// <param name="roots">The searched folders.</param>
/// <param name="home">The folder that a client means when it names none; null when there is none.</param>
/// <param name="notes">What the caller should know about how its arguments were read.</param>
/// <param name="session">The handle of the call; null for none.</param>
internal sealed class SearchResult(IReadOnlyList<string> roots, string? home, IReadOnlyList<string> notes, string? session)
{
    private const int PlacesNamed = 5;

    private bool SeveralRoots => roots.Count > 1;

    /// <summary>What this result costs its reader.</summary>
    public AnswerCost Counting => new(HeadingCost, Cost);

    public CallToolResult Of(SearchAnswer answer) => new()
    {
        Content = [new TextContentBlock { Text = Text(answer) }, .. Links(answer)],
        StructuredContent = JsonSerializer.SerializeToElement(Data(answer), AnswerJson.Readable.SearchResultRow),
    };

    private int HeadingCost(SearchHit hit)
    {
        var text = new StringBuilder();
        // The longest heading is that of a piece that is cut, and so is the longest row.
        var cut = hit with { CutFrom = new(hit.StartLine, hit.EndLine), Form = SnippetForm.Signature };
        Append(text, cut);
        var row = JsonSerializer.Serialize(PieceRow.Of(cut, SeveralRoots), AnswerJson.Readable.PieceRow);
        return TokenCounter.Count(text.ToString()) + TokenCounter.Count(row) + 1 + LinkCost(Link(cut));
    }

    private int Cost(SearchAnswer answer) =>
        TokenCounter.Count(Text(answer))
        + TokenCounter.Count(JsonSerializer.Serialize(Data(answer), AnswerJson.Readable.SearchResultRow))
        + Links(answer).Sum(LinkCost);

    /// <summary>As the SDK writes it: letters that are not ASCII are escaped, which costs more.</summary>
    private static int LinkCost(ResourceLinkBlock link) =>
        TokenCounter.Count($$"""{"type":"resource_link","uri":"{{JsonEncodedText.Encode(link.Uri)}}","name":"{{JsonEncodedText.Encode(link.Name)}}"},""");

    private IEnumerable<ResourceLinkBlock> Links(SearchAnswer answer) => answer.Hits.Where(hit => hit.CutFrom is not null).Select(Link);

    private ResourceLinkBlock Link(SearchHit hit) => new()
    {
        Uri = ResourceUri.OfFile(hit.Root == home ? null : hit.Root, hit.Path, hit.CutFrom!.Value),
        Name = string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(hit.Path)}:{hit.CutFrom.Value.Start}-{hit.CutFrom.Value.End}"),
    };

    private SearchResultRow Data(SearchAnswer answer) => new()
    {
        Roots = roots,
        Hits = [.. answer.Hits.Select(hit => PieceRow.Of(hit, SeveralRoots))],
        Coverage = CoverageRow.Of(answer.Coverage),
        Fresh = answer.Fresh,
        Cursor = answer.Cursor,
        Absent = answer.Absent.Count == 0 ? null : [.. answer.Absent.Select(AbsentRow.Of)],
        SkippedBy = answer.SkippedBy is { Count: > 0 } groups ? [.. groups.Select(SkippedGroupRow.Of)] : null,
        SkippedByOthers = answer.SkippedByOthers,
        Degraded = answer.Degraded,
    };

    private string Text(SearchAnswer answer)
    {
        var text = new StringBuilder();
        var hits = answer.NothingFits ? "Nothing of what was found fits into max_tokens, give more: 0 hits" : ToolResults.Count(answer.Hits.Count, "hit");
        text.Append(CultureInfo.InvariantCulture, $"{hits} in {ToolResults.Count(answer.Coverage.Files, "file")} of {string.Join(", ", roots)}");
        if (answer.Coverage.FilesPending > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"; at least {answer.Coverage.FilesPending:N0} files are still to be indexed, which goes on in the background: ask again for all of them");
        }

        if (answer.Cursor is { } cursor)
        {
            text.Append("; for more: cursor ").Append(cursor);
        }

        text.Append('\n');
        foreach (var line in notes.Concat(answer.Notes).Concat(answer.Degraded is null ? [] : [answer.Degraded]).Concat(AbsenceText.Of(answer)).Concat(LeftOut(answer)))
        {
            text.Append(line).Append('\n');
        }

        foreach (var hit in answer.Hits)
        {
            Append(text, hit);
        }

        return text.ToString();
    }

    private IEnumerable<string> LeftOut(SearchAnswer answer)
    {
        if (session is null || answer.LeftOut.Count == 0)
        {
            return [];
        }

        var more = answer.LeftOut.Count > PlacesNamed ? ", …" : "";
        return [string.Create(CultureInfo.InvariantCulture, $"Left out, shown in this session before: {string.Join(", ", answer.LeftOut.Take(PlacesNamed).Select(PathText.OneLine))}{more}")];
    }

    private void Append(StringBuilder text, SearchHit hit)
    {
        if (hit.Form != SnippetForm.Outline)
        {
            text.Append('\n'); // outlines stand below each other like a table
        }

        if (SeveralRoots)
        {
            text.Append(hit.Root).Append('/');
        }

        text.Append(CultureInfo.InvariantCulture, $"{PathText.OneLine(hit.Path)}:{hit.StartLine}-{hit.EndLine}");
        if (hit.CutFrom is { } whole)
        {
            text.Append(CultureInfo.InvariantCulture, $" of {whole.Start}-{whole.End}");
        }

        if (hit.Symbol is not null)
        {
            text.Append(' ').Append(hit.Kind).Append(' ').Append(hit.Symbol);
        }

        text.Append('\n');
        foreach (var reason in hit.Reasons ?? [])
        {
            text.Append("  ∙ ").Append(reason).Append('\n');
        }

        if (hit.Text.Length > 0)
        {
            text.Append(hit.Text.AsSpan().TrimEnd("\r\n")).Append('\n');
        }
    }
}
