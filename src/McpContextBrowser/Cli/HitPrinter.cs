using System.Text.Json;
using McpContextBrowser.Answers;
using McpContextBrowser.Core;

namespace McpContextBrowser.Cli;

/// <summary>Prints an answer in the form that was asked for.</summary>
/// <param name="output">Where.</param>
/// <param name="query">What was asked; its words are shown in bold on a terminal. Empty when the question was code.</param>
internal sealed class HitPrinter(Output output, string query)
{
    public void Print(SearchAnswer answer, HitForm form)
    {
        switch (form)
        {
            case HitForm.Json:
                output.Results.WriteLine(JsonSerializer.Serialize([.. answer.Hits.Select(HitRow.Of)], AnswerJson.Readable.HitRowArray));
                break;
            case HitForm.JsonLines:
                foreach (var hit in answer.Hits)
                {
                    output.Results.WriteLine(JsonSerializer.Serialize(HitRow.Of(hit), AnswerJson.Readable.HitRow));
                }

                output.Results.WriteLine(JsonSerializer.Serialize(SummaryRow.Of(answer), AnswerJson.Readable.SummaryRow));
                break;
            default:
                PrintText(answer);
                break;
        }

        foreach (var note in answer.Notes)
        {
            output.Note(note);
        }
    }

    private void PrintText(SearchAnswer answer)
    {
        var text = new HitText(output.Results, output.ResultStyle, Excerpt.Words(query));
        foreach (var hit in answer.Hits)
        {
            text.Write(hit);
        }
    }
}
