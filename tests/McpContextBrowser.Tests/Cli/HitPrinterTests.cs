using System.Text.Json;
using McpContextBrowser.Cli;
using McpContextBrowser.Core;
using McpContextBrowser.Core.Files;

namespace McpContextBrowser.Tests.Cli;

[TestFixture]
public sealed class HitPrinterTests
{
    private static readonly SearchHit Method = new()
    {
        Root = "/r",
        Path = "src/Pool.cs",
        StartLine = 9,
        EndLine = 12,
        Score = 0.123456789,
        Symbol = "Pool.Close",
        Kind = "method",
        Language = "csharp",
        Text = "public void Close()\n{\n    \"ä<b>\".Shutdown();\n}\n",
    };

    private static readonly SearchHit Plain = Method with { Path = "notes.txt", Symbol = null, Kind = "text", Language = "text", Text = "one\e[31m\ntwo" };

    [Test]
    public void Json_is_one_array_with_the_names_that_scripts_rely_on()
    {
        var (results, _) = Printed(HitForm.Json, TextStyle.Piped, Method, Plain);
        Assert.That(results, Does.StartWith(
            """[{"path":"src/Pool.cs","startLine":9,"endLine":12,"score":0.123457,"symbol":"Pool.Close","kind":"method","language":"csharp","text":"public void Close()\n{\n    \"ä<b>\".Shutdown();\n}\n"},"""));
        using var array = JsonDocument.Parse(results);
        Assert.Multiple(() =>
        {
            Assert.That(array.RootElement.GetArrayLength(), Is.EqualTo(2));
            Assert.That(array.RootElement[1].GetProperty("symbol").ValueKind, Is.EqualTo(JsonValueKind.Null));
            Assert.That(results.Contains('\e'), Is.False, "an escape sequence of a file is escaped in JSON");
        });
    }

    [Test]
    public void Nothing_found_is_an_empty_array()
    {
        Assert.That(Printed(HitForm.Json, TextStyle.Piped).Results, Is.EqualTo("[]\n"));
    }

    [Test]
    public void Json_lines_end_with_a_summary()
    {
        var lines = Printed(HitForm.JsonLines, TextStyle.Piped, Method).Results.TrimEnd('\n').Split('\n');
        Assert.Multiple(() =>
        {
            Assert.That(lines, Has.Length.EqualTo(2));
            Assert.That(lines[1], Is.EqualTo(
                """{"type":"summary","coverage":{"files":7,"chunks":40,"filesPending":0,"skipped":{"too-large":3,"binary":1}},"fresh":true,"degraded":null,"notes":["a note"]}"""));
        });
    }

    [Test]
    public void A_pipe_gets_place_symbol_and_numbered_lines_without_colour()
    {
        Assert.That(Printed(HitForm.Text, TextStyle.Piped, Method with { Reasons = ["bm25 3.2"] }, Plain).Results, Is.EqualTo(
            "src/Pool.cs:9-12: method Pool.Close\n  ∙ bm25 3.2\n   9  public void Close()\n  10  {\n  11      \"ä<b>\".Shutdown();\n  12  }\n"
            + "\nnotes.txt:9-12:\n   9  one\e[31m\n  10  two\n"));
    }

    [Test]
    public void A_terminal_gets_colour_cleaned_text_and_lines_that_fit()
    {
        var narrow = new TextStyle(IsTerminal: true, Colour: true, Width: 20);
        var results = Printed(HitForm.Text, narrow, Method, Plain).Results;
        Assert.Multiple(() =>
        {
            Assert.That(results, Does.Contain("\e[36msrc/Pool.cs\e[0m\e[2m:9-12:\e[0m\e[1m method Pool.Close\e[0m"));
            Assert.That(results, Does.Contain("\e[2m 9\e[0m  public void C…\n"), "the longest line is cut at the edge");
            Assert.That(results, Does.Contain("one␛[31m"));
        });
    }

    [Test]
    public void The_words_asked_for_stand_out()
    {
        var results = Printed(HitForm.Text, new TextStyle(true, true, 100), Method).Results;
        Assert.That(results, Does.Contain("public void \e[1;33mClose\e[0m()").And.Contain(".\e[1;33mShutdown\e[0m();"));
    }

    [Test]
    public void Without_colour_a_terminal_gets_no_escape_sequence()
    {
        Assert.That(Printed(HitForm.Text, new TextStyle(true, false, 80), Method, Plain).Results, Does.Not.Contain("\e"));
    }

    [Test]
    public void A_long_piece_is_cut_and_says_so()
    {
        var text = string.Join('\n', Enumerable.Range(1, 30).Select(i => $"line {i}"));
        Assert.That(Printed(HitForm.Text, TextStyle.Piped, Method with { Text = text }).Results, Does.EndWith("  16  line 8\n  … 22 more lines\n"));
    }

    [Test]
    public void Notes_go_beside_the_results()
    {
        Assert.That(Printed(HitForm.Json, TextStyle.Piped, Method).Messages, Is.EqualTo("ctxb: a note\n"));
    }

    private static (string Results, string Messages) Printed(HitForm form, TextStyle style, params SearchHit[] hits)
    {
        var (results, messages) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var skipped = new Dictionary<SkipReason, int> { [SkipReason.Binary] = 1, [SkipReason.TooLarge] = 3 };
        var answer = new SearchAnswer { Hits = hits, Coverage = new(7, 40, 0, skipped), Fresh = true, Notes = ["a note"] };
        new HitPrinter(new Output(results, messages, style, TextStyle.Piped), "close shutdown").Print(answer, form);
        return (results.ToString(), messages.ToString());
    }
}
