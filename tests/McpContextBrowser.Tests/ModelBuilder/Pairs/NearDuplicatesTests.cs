using McpContextBrowser.ModelBuilder.Pairs;

namespace McpContextBrowser.Tests.ModelBuilder.Pairs;

public sealed class NearDuplicatesTests
{
    [Test]
    public void A_text_is_known_again_after_small_changes_and_no_other_text_is()
    {
        var random = new Random(7);
        var texts = Enumerable.Range(0, 100).Select(_ => Words(random, 400)).ToArray();
        var known = new NearDuplicates();
        foreach (var text in texts)
        {
            known.Add(string.Join(' ', text));
        }

        Assert.Multiple(() =>
        {
            foreach (var text in texts)
            {
                Assert.That(known.Contains(string.Join("\n\t", text).ToUpperInvariant()), Is.True, "other spaces and letters");
                Assert.That(known.Contains(string.Join(' ', Changed(random, text, 20))), Is.True, "one word of twenty: three of twenty runs");
                Assert.That(known.Contains(string.Join(' ', Changed(random, text, 2))), Is.False, "every second word: no run is left");
                Assert.That(known.Contains(string.Join(' ', Words(random, 400))), Is.False);
            }
        });
    }

    [Test]
    public void A_short_question_is_known_again_and_nothing_is_no_text()
    {
        var known = new NearDuplicates();
        known.Add("how are sessions closed after a timeout");
        known.Add("");
        Assert.That(known.Contains("How are sessions closed after a timeout?"), Is.True);
        Assert.That(known.Contains("how are requests parsed after a redirect"), Is.False);
        Assert.That(known.Contains(""), Is.False);
    }

    private static string[] Words(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => "word" + random.Next(100_000))];

    private static IEnumerable<string> Changed(Random random, string[] text, int every) => text.Select((word, i) => i % every == 0 ? "other" + random.Next(100_000) : word);
}
