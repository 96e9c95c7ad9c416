using System.Globalization;
using System.Text;
using McpContextBrowser.Core.Chunking;

namespace McpContextBrowser.Tests.Chunking;

/// <summary>What is found in the samples, line by line; the golden file shows each line that defines something beside what it defines.</summary>
[TestFixture]
public sealed class DefinitionsTests
{
    private readonly Chunker _chunker = new(new ChunkingOptions());

    [TestCaseSource(typeof(Samples), nameof(Samples.Languages))]
    public void The_definitions_of_a_language_are_found(string language)
    {
        var text = Samples.Text(language);
        var lines = text.Split('\n');
        var golden = new StringBuilder();
        foreach (var group in _chunker.Scan(text, language).Definitions.GroupBy(definition => definition.Line))
        {
            golden.Append(CultureInfo.InvariantCulture, $"{group.Key,3} {lines[group.Key - 1].Trim()}\n");
            foreach (var definition in group)
            {
                golden.Append(CultureInfo.InvariantCulture, $"        {definition.Kind} {definition.Name}{(definition.Enclosing is { } around ? $" in {around}" : "")}\n");
            }
        }

        Golden.Matches("Chunking", $"{language}.txt", golden.ToString());
    }

    [TestCaseSource(typeof(Samples), nameof(Samples.Languages))]
    public void The_kind_of_line_ends_does_not_matter(string language)
    {
        var text = Samples.Text(language);
        var expected = _chunker.Scan(text, language);
        var scanned = _chunker.Scan(text.ReplaceLineEndings("\r\n"), language);
        Assert.That(scanned.Definitions, Is.EqualTo(expected.Definitions));
        Assert.That(scanned.Lines, Is.EqualTo(expected.Lines));
    }

    [Test]
    public void Every_language_with_a_sample_is_named_by_a_file_of_it()
    {
        foreach (var language in Samples.Languages)
        {
            Assert.That(_chunker.Scan(Samples.Text(language), language).Definitions, Is.Not.Empty, language);
        }
    }

    [Test]
    public void A_header_that_is_cpp_is_read_as_cpp()
    {
        var definitions = _chunker.Scan("class Pool {\npublic:\n    void close();\n    int size() { return 1; }\n};\n", "c").Definitions;
        Assert.That(definitions.Select(definition => definition.Name), Is.EqualTo(new[] { "Pool", "size" }));
    }
}
