using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Search;

namespace McpContextBrowser.Tests.Search;

/// <summary>Every kind of question, asked of this repository's own engine.</summary>
public sealed class QuestionKindsTests
{
    private SearchCorpus _corpus = null!;

    [OneTimeSetUp]
    public void IndexOwnEngine()
    {
        var root = Path.Join(TestPaths.RepositoryRoot, "src");
        var files = new RepoWalker(new FilesOptions()).Walk(root, default).Where(entry => entry.Skip is null)
            .Select(entry => (entry.Path.Value, File.ReadAllText(entry.Path.UnderRoot(root))))
            .Where(file => file.Item2.Length > 0 && !file.Item2.Contains('\0', StringComparison.Ordinal))
            .Append(("notes/größe.py", "# 検索エンジンの設定を読む\ndef größe_prüfen(q):\n    return q\n"))
            .ToArray();
        _corpus = SampleTree.Corpus(files);
    }

    [TestCase("Stemmer", "McpContextBrowser.Core/Lexical/Stemmer.cs")]
    [TestCase("how are suffixes of words stripped", "McpContextBrowser.Core/Lexical/Stemmer.cs")]
    [TestCase("größe_prüfen", "notes/größe.py")]
    [TestCase("prüfen der größe", "notes/größe.py")]
    [TestCase("設定を読む", "notes/größe.py")]
    [TestCase("検", "notes/größe.py")]
    public async Task Names_sentences_and_other_scripts_find_their_file(string question, string path) =>
        Assert.That((await AskAsync(question))[0], Is.EqualTo(path));

    [Test]
    public async Task A_name_of_one_letter_is_found()
    {
        var corpus = SampleTree.Corpus(("a.py", "def f(q):\n    return q\n"), ("b.py", "def g(p):\n    return p\n"));
        Assert.That(await SampleTree.AskAsync(corpus, "q"), Is.EqualTo(new[] { "a.py" }));
    }

    [TestCase("McpContextBrowser.Core/Lexical/", "McpContextBrowser.Core/Lexical/")]
    [TestCase("Lexical/", "McpContextBrowser.Core/Lexical/")]
    [TestCase("Core/Search/Stem*", "McpContextBrowser.Core/Search/Stem")]
    [TestCase("**/Search/Stem*", "McpContextBrowser.Core/Search/Stem")]
    [TestCase("Lexical/VarInt.cs", "McpContextBrowser.Core/Lexical/VarInt.cs")]
    [TestCase("varint.cs", "McpContextBrowser.Core/Lexical/VarInt.cs")]
    public async Task A_path_or_glob_answers_with_the_files_it_names(string question, string start) =>
        Assert.That(await AskAsync(question), Is.Not.Empty.And.All.StartWith(start));

    [Test]
    public async Task An_extension_as_a_glob_answers_with_its_files() =>
        Assert.That(await AskAsync("*.csproj"), Is.Not.Empty.And.All.EndWith(".csproj"));

    [Test]
    public async Task A_path_that_names_nothing_is_read_as_words() =>
        Assert.That(await AskAsync("stemmer/suffixes"), Does.Contain("McpContextBrowser.Core/Lexical/Stemmer.cs"));

    [Test]
    public async Task A_quoted_phrase_must_occur_as_written()
    {
        var ranking = await RankAsync(new() { Text = "stemmer \"A stem is always a prefix of its word\"" });
        Assert.That(SampleTree.Paths(_corpus, ranking), Is.EqualTo(new[] { "McpContextBrowser.Core/Lexical/Stemmer.cs" }));
        Assert.That(ranking.Files[0].Chunks[0].MatchLine, Is.Not.Null);
        Assert.That(await AskAsync("\"always a stem prefix\""), Is.Empty);
    }

    [Test]
    public async Task A_quoted_name_that_no_file_holds_does_not_silence_the_rest_of_a_message()
    {
        var ranking = await RankAsync(new() { Text = "error: cannot find module \"noodle-soup\" in Lexical/VarInt.cs" });
        Assert.That(SampleTree.Paths(_corpus, ranking)[0], Is.EqualTo("McpContextBrowser.Core/Lexical/VarInt.cs"));
        Assert.That(ranking.Notes, Has.One.Contains("No file holds what is in quotes as it is written"));
        Assert.That(await AskAsync("sym:Stemmer \"noodle-soup\""), Is.Empty);
    }

    [Test]
    public async Task Sym_asks_for_definitions_only()
    {
        Assert.That(await AskAsync("sym:WordReader"), Is.EqualTo(new[] { "McpContextBrowser.Core/Lexical/WordReader.cs" }));
        Assert.That(await AskAsync("sym:Zebra"), Is.Empty);
    }

    [Test]
    public async Task Refs_asks_for_places_that_use_a_name_and_says_how_it_knows()
    {
        var ranking = await RankAsync(new() { Text = "refs:WordReader" });
        var paths = SampleTree.Paths(_corpus, ranking);
        Assert.That(paths, Is.Not.Empty.And.None.EqualTo("McpContextBrowser.Core/Lexical/WordReader.cs"), "it is defined there and not used");
        Assert.That(ranking.Notes.Single(), Does.StartWith("Places where the name is written"));
        foreach (var file in ranking.Files)
        {
            var text = await _corpus.View.ReadTextAsync(file.Place, default);
            Assert.That(text.Split('\n')[file.Chunks[0].MatchLine!.Value - 1], Does.Match(@"\bWordReader\b"));
        }

        Assert.That(await AskAsync("refs:ordReader"), Is.Empty, "a piece of a longer name is no use of it");
    }

    [Test]
    public async Task A_definition_that_uses_its_own_name_is_a_use_of_it()
    {
        var corpus = SampleTree.Corpus(
            ("a.py", "def walk(tree):\n    for child in tree:\n        walk(child)\n"), ("b.py", "def walkers(tree):\n    return walk(tree)\n"), ("c.py", "def walker():\n    pass\n"));
        var ranking = await Searcher.SearchAsync(corpus, new() { Text = "refs:walk" }, null, CallContext.For("test"), default);
        Assert.That(
            ranking.Files.Select(file => $"{corpus.PathOf(file.Place)}:{file.Chunks[0].MatchLine}"), Is.EquivalentTo(new[] { "a.py:3", "b.py:2" }));
    }

    [TestCase("lang:xml project")]
    [TestCase("ext:csproj project")]
    [TestCase("path:*.csproj project")]
    [TestCase("ext:csproj,zebra project")]
    [TestCase("lang:csproj project")]
    [TestCase("lang:xml,cobol project")]
    public async Task Narrowing_words_confine_the_answer(string question) =>
        Assert.That((await AskAsync(question)).Select(Path.GetExtension), Is.Not.Empty.And.All.EqualTo(".csproj"), question);

    [Test]
    public async Task What_is_no_language_is_a_word_like_any_other()
    {
        var corpus = SampleTree.Corpus(("a.html", "<html lang=\"klingon\">\n"), ("b.py", "def f():\n    pass\n"));
        Assert.That(await SampleTree.AskAsync(corpus, "lang:klingon"), Is.EqualTo(new[] { "a.html" }));
    }

    [TestCase("\"needle here\"", SearchMode.Ranked)]
    [TestCase("refs:needle", SearchMode.Ranked)]
    [TestCase("needle here", SearchMode.Exact)]
    [TestCase("needle.here", SearchMode.Regex)]
    public async Task What_must_occur_stands_in_every_row(string text, SearchMode mode)
    {
        var filler = string.Concat(Enumerable.Range(0, 60).Select(i => $"def filler_{i}(hay):\n    return hay * {i}\n\n"));
        var corpus = SampleTree.Corpus(("a.py", filler + "def last(hay):\n    return 'a needle here'\n\n" + filler));
        var ranking = await Searcher.SearchAsync(corpus, new() { Text = text, Mode = mode }, null, SampleTree.Call, default);
        Assert.That(corpus.ChunkCount, Is.GreaterThan(2));
        Assert.That(ranking.Rows(10), Has.Count.EqualTo(1));
        Assert.That(ranking.Rows(10)[0].Chunk.MatchLine, Is.EqualTo(182));
    }

    [Test]
    public async Task Filters_confine_the_answer_and_refuse_a_path_outside()
    {
        var filter = new PlaceFilter([".CS"], ["csharp"], ["Lexical/", "!Stemmer.cs"], ["McpContextBrowser.Core/Lexical"]);
        var ranking = await RankAsync(new() { Text = "stem of a word", Filter = filter });
        Assert.That(SampleTree.Paths(_corpus, ranking), Is.Not.Empty.And.All.StartWith("McpContextBrowser.Core/Lexical/").And.None.Contains("Stemmer"));
        var fromHere = await RankAsync(new() { Text = "stem of a word", Filter = new([], [], ["./McpContextBrowser.Core/Lexical/**"], []) });
        Assert.That(SampleTree.Paths(_corpus, fromHere), Is.Not.Empty.And.All.StartWith("McpContextBrowser.Core/Lexical/"));
        Assert.That(() => new PlaceFilter([], [], [], ["../up"]), Throws.TypeOf<CtxbException>());
    }

    [Test]
    public async Task The_frames_of_a_stack_trace_are_found_though_lines_moved()
    {
        const string Trace = """
            Unhandled exception. System.IO.InvalidDataException: postings: chunk 912 of 7.
               at McpContextBrowser.Core.Lexical.PostingReader.MoveNext() in /home/someone/build/src/McpContextBrowser.Core/Lexical/PostingReader.cs:line 9999
               at McpContextBrowser.Core.Search.SearchCorpus.Count(UInt64 term) in /home/someone/build/src/McpContextBrowser.Core/Search/SearchCorpus.cs:line 12
               at McpContextBrowser.Core.Search.SoftSymbolBoost.Worth(NameReader name) in C:\build\src\McpContextBrowser.Core\Search\SoftSymbolBoost.cs:line 3
            """;
        Assert.That(
            (await AskAsync(Trace)).Take(4),
            Does.Contain("McpContextBrowser.Core/Lexical/PostingReader.cs")
                .And.Contain("McpContextBrowser.Core/Search/SearchCorpus.cs")
                .And.Contain("McpContextBrowser.Core/Search/SoftSymbolBoost.cs"));
    }

    [Test]
    public async Task The_place_of_a_compiler_error_is_found() =>
        Assert.That(
            (await AskAsync("src/McpContextBrowser.Core/Lexical/VarInt.cs(17,45): error CS1503: cannot convert from 'int' to 'uint'"))[0],
            Is.EqualTo("McpContextBrowser.Core/Lexical/VarInt.cs"));

    [TestCase("long.py:77: boom")]
    [TestCase("long.py(77,3): error")]
    [TestCase("File \"/srv/long.py\", line 77, in work")]
    [TestCase("at Work() in C:\\build\\long.py:line 77")]
    [TestCase("see src/long.py#L77")]
    public async Task The_line_that_a_message_names_is_shown(string question)
    {
        var text = string.Concat(Enumerable.Range(0, 40).Select(i => $"def step_{i}(value):\n    total = value + {i}\n    return total\n\n\n"));
        var corpus = SampleTree.Corpus(("src/long.py", text), ("src/other.py", "def boom(error):\n    return error\n"));
        var ranking = await Searcher.SearchAsync(corpus, new() { Text = question }, null, SampleTree.Call, default);
        var file = ranking.Files.First(file => corpus.PathOf(file.Place).Value == "src/long.py");
        var shown = corpus.ChunkAt(file.Chunks[0].Chunk);
        Assert.That(shown.StartLine <= 77 && 77 <= shown.EndLine, $"lines {shown.StartLine} to {shown.EndLine}");
    }

    [Test]
    public async Task A_number_that_happens_to_follow_a_path_is_no_line()
    {
        var text = string.Concat(Enumerable.Range(0, 40).Select(i => $"def step_{i}(value):\n    total = value + {i}\n    return total\n\n\n"));
        var corpus = SampleTree.Corpus(("src/long.py", text));
        var (plain, numbered) = (await FirstAsync("the total in long.py of workers"), await FirstAsync("the total in long.py 177 workers"));
        Assert.That(numbered, Is.EqualTo(plain));

        async Task<int> FirstAsync(string question) =>
            (await Searcher.SearchAsync(corpus, new() { Text = question }, null, SampleTree.Call, default)).Files[0].Chunks[0].Chunk;
    }

    [TestCase("at Reader.next (file:///srv/app/McpContextBrowser.Core/Lexical/VarInt.cs:12:5)")]
    [TestCase("at next (webpack://app/./McpContextBrowser.Core/Lexical/VarInt.cs:12:5)")]
    [TestCase("./McpContextBrowser.Core/Lexical/VarInt.cs:12:5: undefined")]
    [TestCase("../../src/McpContextBrowser.Core/Lexical/VarInt.cs:12: undefined")]
    [TestCase("/usr/lib/site-packages/Lexical/VarInt.cs:12: undefined")]
    public async Task A_place_is_found_however_the_machine_that_wrote_it_names_its_folder(string question) =>
        Assert.That((await AskAsync(question))[0], Is.EqualTo("McpContextBrowser.Core/Lexical/VarInt.cs"));

    [Test]
    public async Task A_folder_may_be_written_from_here() =>
        Assert.That(await AskAsync("./McpContextBrowser.Core/Lexical/"), Is.Not.Empty.And.All.StartWith("McpContextBrowser.Core/Lexical/"));

    [Test]
    public async Task An_address_of_the_web_confines_the_answer_to_no_file()
    {
        var corpus = SampleTree.Corpus(("index.html", "<h1>shop</h1>\n"), ("a.py", "def example():\n    pass\n"));
        Assert.That(await SampleTree.AskAsync(corpus, "https://example.com/index.html"), Does.Contain("a.py"));
    }

    [TestCase("LexcialIndexBuilder", "LexicalIndexBuilder", "McpContextBrowser.Core/Lexical/LexicalIndexBuilder.cs")]
    [TestCase("LexcialIndxBuilder", "LexicalIndexBuilder", "McpContextBrowser.Core/Lexical/LexicalIndexBuilder.cs")]
    [TestCase("sym:Stemer", "Stemmer", "McpContextBrowser.Core/Lexical/Stemmer.cs")]
    [TestCase("anlayzer", "Analyzer", "McpContextBrowser.Core/Lexical/Analyzer.cs")]
    public async Task A_typing_error_in_a_name_is_mended_and_said(string question, string name, string path)
    {
        var ranking = await RankAsync(new() { Text = question });
        Assert.That(SampleTree.Paths(_corpus, ranking)[0], Is.EqualTo(path));
        Assert.That(ranking.Notes.Single(), Does.Contain(name));
    }

    [TestCase("wedding")]
    [TestCase("Wedding")]
    [TestCase("flumph")]
    [TestCase("sym:Flumph")]
    [TestCase("what is a mountain")]
    [TestCase("whale")]
    [TestCase("soup")]
    [TestCase("20250")]
    public async Task An_ordinary_word_is_not_read_as_a_name_that_looks_like_it(string question)
    {
        var corpus = SampleTree.Corpus((
            "a.py",
            "class Reading:\n    pass\ndef flush():\n    pass\ndef maintain():\n    pass\ndef shale():\n    pass\ndef sour():\n    pass\ndef year_20251():\n    pass\n"));
        var ranking = await Searcher.SearchAsync(corpus, new() { Text = question }, null, SampleTree.Call, default);
        Assert.Multiple(() =>
        {
            Assert.That(ranking.Notes, Is.Empty);
            Assert.That(ranking.Files, Is.Empty);
        });
    }

    [Test]
    public async Task A_stop_word_of_a_sentence_that_finds_nothing_is_not_mended()
    {
        var corpus = SampleTree.Corpus(("a.py", "def wheres():\n    pass\n"));
        var ranking = await Searcher.SearchAsync(corpus, new() { Text = "where is the flumph" }, null, SampleTree.Call, default);
        Assert.That(ranking.Notes, Is.Empty);
    }

    [Test]
    public async Task Exact_text_is_found_character_for_character()
    {
        var ranking = await RankAsync(new() { Text = "(38 - BitOperations.LeadingZeroCount(value | 1)) / 7", Mode = SearchMode.Exact });
        Assert.That(SampleTree.Paths(_corpus, ranking), Is.EqualTo(new[] { "McpContextBrowser.Core/Lexical/VarInt.cs" }));
        var shown = _corpus.ChunkAt(ranking.Files[0].Chunks[0].Chunk);
        Assert.That(ranking.Files[0].Chunks[0].MatchLine, Is.InRange(shown.StartLine, shown.EndLine));
    }

    [Test]
    public async Task Exact_text_may_be_a_piece_of_a_longer_word() =>
        Assert.That(
            SampleTree.Paths(_corpus, await RankAsync(new() { Text = "ostingRead", Mode = SearchMode.Exact })),
            Does.Contain("McpContextBrowser.Core/Lexical/PostingReader.cs"));

    [Test]
    public async Task An_expression_is_matched_line_by_line()
    {
        var ranking = await RankAsync(new() { Text = @"^public static class Stem\w+$", Mode = SearchMode.Regex });
        Assert.That(SampleTree.Paths(_corpus, ranking), Is.EqualTo(new[] { "McpContextBrowser.Core/Lexical/Stemmer.cs" }));
    }

    [TestCase("(unclosed")]
    [TestCase(@"(\w)\1")]
    public void An_expression_that_cannot_be_used_is_refused_with_a_next_step(string expression) =>
        Assert.That(
            async () => await RankAsync(new() { Text = expression, Mode = SearchMode.Regex }),
            Throws.TypeOf<CtxbException>().With.Property(nameof(CtxbException.Code)).EqualTo(ErrorCodes.ArgumentInvalid));

    [Test]
    public async Task Reading_stops_when_its_time_is_over_and_says_so()
    {
        var ranking = await RankAsync(new() { Text = "class", Mode = SearchMode.Exact, ReadingTime = TimeSpan.FromSeconds(-1) });
        Assert.That(ranking.Files, Is.Empty);
        Assert.That(ranking.Notes.Single(), Does.StartWith("Only part of the files was read"));
    }

    [Test]
    public async Task The_licence_at_the_head_of_a_file_is_found_by_exact_search_only()
    {
        const string Licence = "/*\n * Copyright (c) 2026 Somebody. Licensed under the Apache License, Version 2.0\n * (the \"License\"); you may not use this file except in compliance with the License.\n */\n";
        var corpus = SampleTree.Corpus(("a.c", Licence + "int main(void)\n{\n    return 0;\n}\n"));
        var exact = await Searcher.SearchAsync(corpus, new() { Text = "under the Apache License", Mode = SearchMode.Exact }, null, SampleTree.Call, default);
        Assert.That(SampleTree.Paths(corpus, exact), Is.EqualTo(new[] { "a.c" }));
        Assert.That(await SampleTree.AskAsync(corpus, "apache compliance"), Is.Empty);
    }

    [TestCase("kitten", "sitting", 3)]
    [TestCase("recieve", "receive", 1)]
    [TestCase("Name", "naem", 1)]
    [TestCase("same", "Same", 0)]
    public void The_distance_counts_errors(string a, string b, int distance) =>
        Assert.That(SpellingFix.Distance(a, b, 9), Is.EqualTo(distance));

    private Task<string[]> AskAsync(string text) => SampleTree.AskAsync(_corpus, text);

    private async Task<Ranking> RankAsync(Question question) => await Searcher.SearchAsync(_corpus, question, null, SampleTree.Call, default);
}
