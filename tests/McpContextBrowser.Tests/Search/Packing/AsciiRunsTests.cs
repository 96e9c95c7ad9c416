using McpContextBrowser.Core.Search.Packing;

namespace McpContextBrowser.Tests.Search.Packing;

[TestFixture]
public sealed class AsciiRunsTests
{
    private static readonly string[] Pieces =
        ["a", "Ab", "ABC", "aB", "x1", "12", "1234567", " ", "  ", "\t", "\n", "\r\n", "\n\n", " \n ", "'", "'s", "'LL", "'re", "'v", "/", "//", "/*", "_", "(", "){", "\0", "\u001f", "\v", "\f", "#", "it's", "DON'T"];

    [Test]
    public void Runs_are_those_of_the_published_expressions([Values("Cl100K", "O200K")] string name, [Values(1, 2)] int seed)
    {
        var vocabulary = Enum.Parse<Vocabulary>(name);
        var random = new Random(seed);
        for (var round = 0; round < 20_000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => random.Next(3) == 0 ? ((char)random.Next(128)).ToString() : Pieces[random.Next(Pieces.Length)]));
            Assert.That(Runs(text, vocabulary), Is.EqualTo(Expected(text, vocabulary)), () => System.Text.Json.JsonSerializer.Serialize(text));
        }
    }

    [Test]
    public void Every_text_of_three_characters_is_cut_alike([Values("Cl100K", "O200K")] string name)
    {
        const string Characters = "aZsL9 \t\n\r'/_\0\u001f\v";
        var vocabulary = Enum.Parse<Vocabulary>(name);
        foreach (var a in Characters)
        {
            foreach (var b in Characters)
            {
                foreach (var c in Characters)
                {
                    string text = new([a, b, c]);
                    Assert.That(Runs(text, vocabulary), Is.EqualTo(Expected(text, vocabulary)), () => System.Text.Json.JsonSerializer.Serialize(text));
                }
            }
        }
    }

    private static List<string> Runs(string text, Vocabulary vocabulary)
    {
        var found = new List<string>();
        for (var runs = new AsciiRuns(text, vocabulary); runs.MoveNext();)
        {
            found.Add(runs.Current.ToString());
        }

        return found;
    }

    private static List<string> Expected(string text, Vocabulary vocabulary) => [.. TokenCounter.Runs(vocabulary).Matches(text).Select(match => match.Value)];
}
