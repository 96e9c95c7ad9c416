using McpContextBrowser.Configuration;

namespace McpContextBrowser.Tests.Configuration;

[TestFixture]
public sealed class NearestTests
{
    private static readonly string[] Verbs = ["search", "index", "similar", "status", "clear", "serve"];

    [TestCase("serach", "search")]
    [TestCase("SEARCH", "search")]
    [TestCase("stats", "status")]
    [TestCase("idnex", "index")]
    [TestCase("serv", "serve")]
    [TestCase("claer", "clear")]
    [TestCase("delete", null)]
    [TestCase("", null)]
    public void A_word_is_near_when_a_third_of_its_letters_or_fewer_are_wrong(string word, string? nearest)
    {
        Assert.That(Nearest.To(word, Verbs), Is.EqualTo(nearest));
    }
}
