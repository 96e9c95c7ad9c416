using McpContextBrowser.Core.Chunking;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Evaluation;
using McpContextBrowser.ModelBuilder.Pairs;

namespace McpContextBrowser.Tests.ModelBuilder.Pairs;

public sealed class CodePairsTests
{
    [Test]
    public void Documentation_asks_for_its_definition_without_itself()
    {
        var pair = Single(PairKind.DocComment, "mail/queue.js", "Adds a message");
        Assert.That(pair.Query, Is.EqualTo("Adds a message to the end of the queue and returns its number."));
        Assert.That(pair.Document, Does.StartWith("function addMessage(").And.EndsWith("}\n").And.Not.Contain("Adds a message").And.Not.Contain("sendFirst"));
    }

    [Test]
    public void A_docstring_asks_for_the_function_around_it()
    {
        var pair = Single(PairKind.DocComment, "shop/cart.py", "Sum the price");
        Assert.That(pair.Document, Does.StartWith("    def total_price(").And.Contain("return price").And.Not.Contain("Sum the price").And.Not.Contain("remove_empty_lines"));
    }

    [Test]
    public void A_comment_inside_asks_for_the_lines_behind_it()
    {
        var pair = Single(PairKind.InlineComment, "shop/store.go", "the number of a removed");
        Assert.That(pair.Document, Does.StartWith("\tfor used := range table {"));
        Assert.That(pair.Document.Count(c => c == '\n'), Is.EqualTo(12));
    }

    [Test]
    public void The_name_of_an_undocumented_function_asks_for_its_body_without_the_name()
    {
        var pair = Single(PairKind.Name, "shop/store.go", "closeOldOrders");
        Assert.That(pair.Document, Does.StartWith("func _(table map[int]Order, age int) {"));
        Assert.That(In("shop/store.go").Select(found => found.Kind), Has.One.EqualTo(PairKind.Name), "the others have documentation");
    }

    [Test]
    public void The_name_of_a_test_asks_for_its_body()
    {
        var pair = Single(PairKind.TestName, "graph/test_walk.py", "removed_node");
        Assert.That(pair.Query, Is.EqualTo("removed_node_leaves_no_edges"));
        Assert.That(pair.Document, Does.StartWith("def _():").And.Contain("assert graph"));
        Assert.That(Single(PairKind.TestName, "mail/queue.test.js", "tries a message").Document, Does.StartWith("    const queue = { messages: [{"));
    }

    [Test]
    public void The_documentation_of_a_file_asks_for_the_heads_of_its_definitions()
    {
        var pair = Single(PairKind.ModuleDoc, "graph/walk.py", "Walks over graphs");
        Assert.That(pair.Document, Is.EqualTo("def shortest_way(graph, first, last):\ndef remove_node(graph, node):\ndef count_open_edges(graph):\n"));
    }

    [Test]
    public void Text_in_Markdown_asks_for_the_code_below_it()
    {
        var pair = ReadmePairs.In(Read("shop/README.md")).Single();
        Assert.That(pair.Query, Is.EqualTo("Add a line to the cart Make a cart for a currency, add a product with its count, then ask for the price."));
        Assert.That(pair.Document, Does.StartWith("cart = Cart(\"EUR\")\n"));
    }

    private static Pair Single(PairKind kind, string file, string query) =>
        In(file).Single(pair => pair.Kind == kind && pair.Query.StartsWith(query, StringComparison.Ordinal));

    private static IEnumerable<Pair> In(string file) => CodePairs.In(Read(file));

    private static SourceText Read(string file)
    {
        var path = RelativePath.FromNormalised(file);
        var text = File.ReadAllText(Fixture.PathOf(file));
        var language = LanguageTable.ForPath(path);
        return new(path, language, text, new Chunker(new ChunkingOptions()).Scan(text, language));
    }
}
