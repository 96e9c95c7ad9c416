using McpContextBrowser.Core.Chunking;

namespace McpContextBrowser.Tests.Chunking;

[TestFixture]
public sealed class BrokenTextTests
{
    private const int Seed = 20_261_124;

    private static readonly ChunkingOptions Options = new();
    private static readonly string[] Languages = [.. Samples.Languages, "text"];

    private readonly Chunker _chunker = new(Options);

    [TestCaseSource(nameof(Languages))]
    public void A_text_cut_off_anywhere_is_covered(string language)
    {
        var text = language == "text" ? Samples.Text("markdown") : Samples.Text(language);
        for (var length = 0; length <= text.Length; length += 7)
        {
            AssertCovered(text[..length], language);
        }
    }

    [TestCaseSource(nameof(Languages))]
    public void A_text_with_parts_missing_and_marks_strewn_in_is_covered(string language)
    {
        const string Marks = "{}()[]<>\"'`#/*\\\n\r$@;:=%\t";
        var random = new Random(Seed);
        var text = language == "text" ? Samples.Text("markdown") : Samples.Text(language);
        for (var round = 0; round < 60; round++)
        {
            var start = random.Next(text.Length);
            var broken = text.Remove(start, random.Next(Math.Min(40, text.Length - start)));
            for (var mark = 0; mark < 4; mark++)
            {
                broken = broken.Insert(random.Next(broken.Length + 1), Marks[random.Next(Marks.Length)].ToString());
            }

            AssertCovered(broken, language);
        }
    }

    // A quadratic reading of these would take minutes; the run's own patience ends it.
    [TestCaseSource(nameof(Languages))]
    public void Nesting_bombs_and_lines_of_a_megabyte_are_read_in_one_go(string language)
    {
        const int Size = 1 << 20;
        string[] units = ["{", "(", "[", "<", "\"", "'", "`", "/*", "<!--", "{-", "--[", "#{", "$(", "${", "@\"", "r#\"", "<<A\n", "#if\n", "<script>", "a", "f(", "class A{", "x = function(", "\\", "$$", "q{", "%w[", "</", "* ", "\n#", ": ", "@code {"];
        foreach (var unit in units)
        {
            var bomb = string.Concat(Enumerable.Repeat(unit, Size / 16 / unit.Length));
            AssertCovered(bomb, language);
        }

        AssertCovered(new string('x', Size), language);
    }

    [Test]
    public void The_cells_of_a_notebook_are_borders_and_their_outputs_are_not_indexed()
    {
        var scanned = _chunker.Scan(Samples.Text("jupyter"), "jupyter");
        var output = Array.FindIndex(Samples.Text("jupyter").Split('\n'), line => line.Contains("image/png", StringComparison.Ordinal));
        Assert.That(scanned.Lines[output], Is.EqualTo(LineClass.Licence));
    }

    private void AssertCovered(string text, string language)
    {
        var scanned = _chunker.Scan(text, language);
        var at = 0;
        foreach (var chunk in scanned.Chunks)
        {
            if (chunk.Start != at || chunk.Length is <= 0 || chunk.Length > Options.Limit)
            {
                Assert.Fail($"{language}, seed {Seed}: a chunk of {chunk.Length} at {chunk.Start}, wanted at {at}:\n{text[..Math.Min(2000, text.Length)]}");
            }

            at += chunk.Length;
        }

        if (at != text.Length)
        {
            Assert.Fail($"{language}, seed {Seed}: {at} of {text.Length} characters are in chunks");
        }

        foreach (var definition in scanned.Definitions)
        {
            if (definition.Line < 1 || definition.Line > scanned.Lines.Length || definition.Name.Length == 0)
            {
                Assert.Fail($"{language}, seed {Seed}: {definition} lies outside the text");
            }
        }
    }
}
