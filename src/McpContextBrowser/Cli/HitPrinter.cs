using System.Text.Json;
using McpContextBrowser.Answers;
using McpContextBrowser.Core;
using McpContextBrowser.Core.Search.Packing;

namespace McpContextBrowser.Cli;

/// <summary>Prints an answer in the form that was asked for.</summary>
/// <param name="output">Where.</param>
/// <param name="query">What was asked; its words are shown in bold on a terminal. Empty when the question was code.</param>
/// <param name="form">Text, an array or lines of JSON.</param>
internal sealed class HitPrinter(Output output, string query, HitForm form)
{
    /// <summary>Prints all of a hit's lines as text, not an excerpt: for hits that were cut to fit already.</summary>
    public bool ShowsWhole { get; init; }

    /// <summary>Says of each hit in which folder it is: for answers from several.</summary>
    public bool ShowsRoots { get; init; }

    /// <summary>What an answer costs a model that reads what is printed to stdout.</summary>
    public AnswerCost Cost => new(
        hit => Count(to => Write(to, Plain, [hit])),
        answer => Count(to =>
        {
            Write(to, Plain, answer.Hits);
            WriteEnd(to, answer);
        }));

    private TextStyle Plain => output.ResultStyle with { Colour = false };

    public void Print(SearchAnswer answer)
    {
        Write(output.Results, output.ResultStyle, answer.Hits);
        WriteEnd(output.Results, answer);
        foreach (var note in answer.Notes)
        {
            output.Note(note);
        }
    }

    private void Write(TextWriter to, TextStyle style, IReadOnlyList<SearchHit> hits)
    {
        if (form == HitForm.Json)
        {
            to.WriteLine(JsonSerializer.Serialize([.. hits.Select(hit => HitRow.Of(hit, ShowsRoots))], AnswerJson.Readable.HitRowArray));
            return;
        }

        var text = new HitText(to, style, Excerpt.Words(query)) { LinesShown = ShowsWhole ? int.MaxValue : HitText.UsualLines };
        foreach (var hit in hits)
        {
            if (form == HitForm.JsonLines)
            {
                to.WriteLine(JsonSerializer.Serialize(HitRow.Of(hit, ShowsRoots), AnswerJson.Readable.HitRow));
            }
            else
            {
                text.Write(ShowsRoots ? hit with { Path = Path.Join(hit.Root, hit.Path) } : hit);
            }
        }
    }

    private void WriteEnd(TextWriter to, SearchAnswer answer)
    {
        if (form == HitForm.JsonLines)
        {
            to.WriteLine(JsonSerializer.Serialize(SummaryRow.Of(answer), AnswerJson.Readable.SummaryRow));
        }
    }

    private static int Count(Action<TextWriter> write)
    {
        using var text = new StringWriter { NewLine = "\n" };
        write(text);
        return TokenCounter.Count(text.ToString());
    }
}
