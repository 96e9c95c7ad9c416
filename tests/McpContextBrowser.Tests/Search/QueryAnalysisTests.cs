using McpContextBrowser.Core.Search;

namespace McpContextBrowser.Tests.Search;

public sealed class QueryAnalysisTests
{
    [TestCase("Session", QueryClass.Symbol)]
    [TestCase("read_file", QueryClass.Symbol)]
    [TestCase("Session::request", QueryClass.Symbol)]
    [TestCase("app.use", QueryClass.Symbol)]
    [TestCase("ptr->Next", QueryClass.Symbol)]
    [TestCase("valid?", QueryClass.Sentence)]
    [TestCase("router", QueryClass.Sentence)]
    [TestCase("open the Session", QueryClass.Sentence)]
    [TestCase("f(X)", QueryClass.Sentence)]
    public void Questions_fall_into_classes(string text, QueryClass expected) => Assert.That(Analyze(text).Class, Is.EqualTo(expected));

    [Test]
    public void Text_is_long_above_25_words()
    {
        Assert.That(Analyze(string.Join(' ', Enumerable.Repeat("word", 25))).Class, Is.EqualTo(QueryClass.Sentence));
        Assert.That(Analyze(string.Join('\n', Enumerable.Repeat("word", 26))).Class, Is.EqualTo(QueryClass.LongText));
    }

    [Test]
    public void Stop_words_and_letters_go_from_sentences_and_stay_in_symbols()
    {
        Assert.That(Terms("how does the parser use a TokenStream in x"), Is.EqualTo(new[] { "pars", "token", "stream", "=tokenstream" }));
        Assert.That(Terms("Use.From"), Is.EqualTo(new[] { "use", "from" }));
        Assert.That(Terms("what is this"), Is.EqualTo(new[] { "what", "is", "thi" }));
        Assert.That(Terms("q"), Is.EqualTo(new[] { "q" }));
    }

    [Test]
    public void A_repeated_word_weighs_by_the_logarithm() =>
        Assert.That(Analyze("cache cache cached").Terms.Single().Weight, Is.EqualTo(1 + 0.5 * Math.Log(3)));

    [Test]
    public void Words_of_talk_count_less_in_long_text_alone()
    {
        var change = "Fix the parser " + string.Join(' ', Enumerable.Repeat("of a token stream", 6));
        Assert.That(Weight(change, "fix"), Is.EqualTo(RankingOptions.Default.TalkWordWeight));
        Assert.That(Weight(change, "pars"), Is.EqualTo(1));
        Assert.That(Weight("fix the parser", "fix"), Is.EqualTo(1));
    }

    [TestCase("Session::request", "request")]
    [TestCase("Foo.Bar.Baz", "Baz")]
    [TestCase("Enum.empty?", "empty")]
    [TestCase("why does parseHeader(x) call read_line", "parseHeader", "read_line")]
    [TestCase("the std::sort of Things", "std", "sort")]
    [TestCase("what `flush` does, see os.path", "flush", "os", "path")]
    [TestCase("Capitalised words begin Sentences")]
    public void Names_are_what_is_written_as_a_name(string text, params string[] names) =>
        Assert.That(Analyze(text).Names.Select(name => name.Name), Is.EqualTo(names));

    [TestCase("how are tests of the parser run", PathClasses.Test)]
    [TestCase("specs for deprecation", PathClasses.Test | PathClasses.Compatibility)]
    [TestCase("benchmarks and examples", PathClasses.Benchmark | PathClasses.Example)]
    [TestCase("settings in yaml", PathClasses.Document)]
    [TestCase("v1 endpoint", PathClasses.Compatibility)]
    [TestCase("a specific specimen", PathClasses.None)]
    public void A_question_names_the_classes_of_paths_it_wants(string text, PathClasses asked) =>
        Assert.That(Analyze(text).Asked, Is.EqualTo(asked));

    private static AnalyzedQuery Analyze(string text) => QueryAnalysis.Analyze(text, RankingOptions.Default);

    private static double Weight(string text, string stem) => Analyze(text).Terms.Single(term => term.Text == stem).Weight;

    private static IEnumerable<string> Terms(string text) => Analyze(text).Terms.Select(term => term.Text);
}
