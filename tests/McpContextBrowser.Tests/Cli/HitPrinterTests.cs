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
                """{"type":"summary","coverage":{"files":7,"chunks":40,"filesPending":0,"skipped":{"too-large":3,"binary":1}},"fresh":true,"degraded":null,"absent":[],"noWordOccurs":false,"notes":["a note"]}"""));
        });
    }

    [Test]
    public void A_pipe_gets_what_grep_would_print_with_context()
    {
        Assert.That(Printed(HitForm.Text, TextStyle.Piped, Method with { Reasons = ["bm25 3.2"] }, Plain).Results, Is.EqualTo(
            """
            src/Pool.cs-9-  ∙ bm25 3.2
            src/Pool.cs:9:public void Close()
            src/Pool.cs-10-{
            src/Pool.cs:11:    "ä<b>".Shutdown();
            src/Pool.cs-12-}
            --
            notes.txt:9:one␛[31m
            notes.txt-10-two

            """.ReplaceLineEndings("\n").Replace('␛', '\e')));
    }

    [Test]
    public void A_pipe_into_a_pager_that_is_told_to_force_colour_has_it()
    {
        Assert.That(Printed(HitForm.Text, TextStyle.Piped with { Colour = true }, Method).Results, Does.StartWith("\e[36msrc/Pool.cs\e[0m:9:public void \e[1;33mClose\e[0m()\n"));
    }

    [Test]
    public void A_terminal_gets_colour_cleaned_text_and_lines_that_fit()
    {
        var narrow = new TextStyle(IsTerminal: true, Colour: true, Width: 20);
        var results = Printed(HitForm.Text, narrow, Method, Plain).Results;
        Assert.Multiple(() =>
        {
            Assert.That(results, Does.Contain("\e[36msrc/Pool.cs\e[0m\e[2m:9-12:\e[0m\n  \e[1mmethod Pool.Close\e[0m\n"), "a symbol that does not fit has its own line");
            Assert.That(results, Does.Contain("\e[2m 9\e[0m  public void C…\n"), "the longest line is cut at the edge");
            Assert.That(results, Does.Contain("one␛[31m"));
        });
    }

    [Test]
    public void A_wide_terminal_has_the_symbol_beside_the_place_and_no_common_indent()
    {
        var inner = Method with { Text = "    void Close()\n    {\n\n        Shutdown();\n    }\n" };
        Assert.That(Printed(HitForm.Text, new TextStyle(true, false, 80), inner).Results, Is.EqualTo(
            "src/Pool.cs:9-12: method Pool.Close\n   9  void Close()\n  10  {\n  11\n  12      Shutdown();\n  13  }\n"));
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
        Assert.That(Printed(HitForm.Text, new TextStyle(true, false, 80), Method with { Text = text }).Results, Does.EndWith("  16  line 8\n  … 22 more lines\n"));
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
        new HitPrinter(new Output(results, messages, style, TextStyle.Piped), "close shutdown", form).Print(answer);
        return (results.ToString(), messages.ToString());
    }
}
