using McpContextBrowser.Core.Chunking;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Files;

namespace McpContextBrowser.Tests.Chunking;

/// <summary>What holds for every text in every language, whole, broken or hostile.</summary>
public sealed class ChunkerTests
{
    private static readonly ChunkingOptions Options = new();
    private static readonly Chunker Chunker = new(Options);

    private static readonly string[] Languages =
    [
        "c", "cpp", "csharp", "go", "java", "javascript", "kotlin", "markdown", "php", "python", "ruby", "rust", "scala", "shell", "swift",
        "tsx", "typescript", "text", "a language nobody knows",
    ];

    /// <summary>Marks of which broken code is made: every bracket, quote and opener that some table knows.</summary>
    private static readonly string[] Pieces =
    [
        "{", "}", "(", ")", "[", "]", "<", ">", "\"", "'", "`", "\"\"\"", "'''", "#", "//", "/*", "*/", "<<EOF\n", "<<~X\n", "${", "#{", "\\(", "\\",
        "class ", "def ", "fn ", "func ", "function ", "enum ", "struct ", "impl ", "type ", "const ", "operator", "template<", "name", "a.b", "::", "=>",
        "->", "=", ";", ",", ":", "\n", "\r\n", "\r", "\n\n", "    ", "\t", "@x", "#if A\n", "#else\n", "#endif\n", "=begin\n", "=end\n", "r#\"", "R\"x(", "é",
        "𝒳", "\0", "```\n", "---\n", "# ", "1.5", "/", "?", "end\n", "do ", "return ", "extern \"C\" ",
    ];

    [TestCaseSource(nameof(Languages))]
    public void Chunks_of_a_broken_text_cover_it_in_order_and_none_is_too_large(string language)
    {
        for (var seed = 1; seed <= 200; seed++)
        {
            var random = new Random(seed);
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 800)).Select(_ => Pieces[random.Next(Pieces.Length)]));
            Check(text, language, $"seed {seed}");
        }
    }

    [Test]
    public void So_do_those_of_real_files_whole_and_cut_anywhere()
    {
        var random = new Random(7);
        foreach (var (language, text) in OwnFiles())
        {
            Check(text, language, language);
            Check(text[random.Next(text.Length)..], language, $"{language}, the beginning cut off, seed 7");
            Check(text[..random.Next(text.Length)], language, $"{language}, the end cut off, seed 7");
        }
    }

    [TestCaseSource(nameof(Languages))]
    public void A_nesting_bomb_and_a_line_without_end_are_cut_like_any_text(string language)
    {
        foreach (var piece in new[] { "{", "(", "[", "<", "a(", "\"${", "#{\"", "class a {", "if a:\n ", "/*", "x ", "'" })
        {
            Check(string.Concat(Enumerable.Repeat(piece, 20_000)), language, piece);
        }
    }

    [Test]
    public void A_limit_of_another_size_holds_too([Values(200, 999, 5_000)] int limit)
    {
        var options = new ChunkingOptions { Limit = limit, Comfortable = limit / 2, Least = limit / 4 };
        foreach (var (language, text) in OwnFiles().Take(40))
        {
            var chunks = new Chunker(options).Scan(text, language).Chunks;
            Assert.That(chunks.Max(chunk => chunk.Length), Is.LessThanOrEqualTo(limit), language);
        }
    }

    [Test]
    public void An_empty_text_has_no_chunk() => Assert.That(Chunker.Scan("", "csharp").Chunks, Is.Empty);

    [Test]
    public void A_surrogate_pair_is_never_cut()
    {
        var text = string.Concat(Enumerable.Repeat("𝒳", 3_000));
        var chunks = Chunker.Scan("a" + text, "text").Chunks;
        Assert.That(chunks.Skip(1), Has.All.Matches<Chunk>(chunk => !char.IsLowSurrogate(("a" + text)[chunk.Start])));
    }

    [Test]
    public void A_chunk_is_named_by_its_first_definition_or_by_the_one_it_lies_in()
    {
        var body = string.Concat(Enumerable.Range(0, 120).Select(i => $"        total += value * {i};\n"));
        var chunks = Chunker.Scan($"class Sum\n{{\n    int Add(int value)\n    {{\n{body}    }}\n}}\n", "csharp").Chunks;
        Assert.Multiple(() =>
        {
            Assert.That(chunks, Has.Length.GreaterThan(1));
            Assert.That((chunks[0].Kind, chunks[0].Symbol), Is.EqualTo((DefinitionKind.Class, "Sum")));
            Assert.That((chunks[1].Kind, chunks[1].Symbol, chunks[1].Enclosing), Is.EqualTo((DefinitionKind.None, (string?)null, "Add")));
        });
    }

    [Test]
    public void A_large_definition_begins_a_chunk_with_its_comment_and_decorators()
    {
        var filler = string.Concat(Enumerable.Range(0, 40).Select(i => $"    total += value * {i}\n"));
        var chunks = Chunker.Scan($"def first(value):\n{filler}\n# says what second is for\n@cached\ndef second(value):\n{filler}", "python").Chunks;
        Assert.That(chunks.Single(chunk => chunk.Symbol == "second").StartLine, Is.EqualTo(43));
    }

    [Test]
    public void The_licence_at_the_head_is_told_from_what_the_file_says_of_itself()
    {
        var lines = Chunker.Scan("// Copyright 2026 Somebody\n// Licensed under MIT.\n\n// Reads tokens.\nint read(void) { return 0; }\n", "c").Lines;
        Assert.That(lines, Is.EqualTo(new[] { LineClass.Licence, LineClass.Licence, LineClass.Blank, LineClass.Comment, LineClass.Code }));
    }

    [TestCase(100, 50, 20)]
    [TestCase(2_000, 3_000, 20)]
    [TestCase(2_000, 700, 0)]
    public void Sizes_that_do_not_fit_together_are_refused(int limit, int comfortable, int least) =>
        Assert.That(() => new Chunker(new ChunkingOptions { Limit = limit, Comfortable = comfortable, Least = least }), Throws.ArgumentException.With.Message.Contains("chunking."));

    private static void Check(string text, string language, string what)
    {
        var scanned = Chunker.Scan(text, language);
        var end = 0;
        foreach (var chunk in scanned.Chunks)
        {
            Assert.That(chunk.Start, Is.EqualTo(end), what);
            Assert.That(chunk.Length, Is.InRange(1, Options.Limit), what);
            Assert.That(chunk.StartLine, Is.InRange(1, chunk.EndLine), what);
            Assert.That(scanned.LineStarts[chunk.StartLine - 1], Is.LessThanOrEqualTo(chunk.Start), what);
            Assert.That(scanned.LineStarts[chunk.EndLine], Is.GreaterThanOrEqualTo(chunk.Start + chunk.Length), what);
            end = chunk.Start + chunk.Length;
        }

        Assert.That(end, Is.EqualTo(text.Length), what);
        Assert.That(scanned.Definitions.Select(found => found.Line), Is.Ordered.And.All.InRange(1, Math.Max(1, scanned.Lines.Length)), what);
        foreach (var found in scanned.Definitions)
        {
            var line = text[scanned.LineStarts[found.Line - 1]..];
            Assert.That(line, Does.Contain(found.Name), what);
        }
    }

    private static IEnumerable<(string Language, string Text)> OwnFiles() =>
        Directory.EnumerateFiles(Path.Join(TestPaths.RepositoryRoot, "src"), "*.cs", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(TestPaths.RepositoryRoot, "*.md"))
            .Concat(Directory.EnumerateFiles(Path.Join(TestPaths.RepositoryRoot, "benchmarks"), "*.py"))
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(file => (RelativePath.TryParse(Path.GetFileName(file), out var path) ? LanguageTable.ForPath(path) : "", File.ReadAllText(file)));
}
