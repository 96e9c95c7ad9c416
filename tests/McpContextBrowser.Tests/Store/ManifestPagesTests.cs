using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Tests.Store;

public sealed class ManifestPagesTests
{
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void After_any_steps_the_pages_hold_what_a_sorted_dictionary_holds(int seed)
    {
        var random = new Random(seed);
        var pages = new ManifestPages([]);
        var expected = new SortedDictionary<string, ManifestEntry>(StringComparer.Ordinal);
        for (var step = 0; step < 20_000; step++)
        {
            var path = RelativePath.FromNormalised($"d{random.Next(20)}/f{random.Next(3000)}.cs");
            if (random.Next(4) == 0)
            {
                pages.Remove(path);
                expected.Remove(path.Value);
            }
            else
            {
                var entry = new ManifestEntry(path, random.Next(1, 1000), random.Next(9), new FileStamp(step, 1, 2, 3), default);
                pages.Set(entry);
                expected[path.Value] = entry;
            }

            if (random.Next(500) == 0)
            {
                pages.Settle();
            }
        }

        Assert.That(pages.ToEntries(), Is.EqualTo(expected.Values), $"seed {seed}");
        Assert.That(pages.Pages.Select(page => page.Entries.Count), Is.All.InRange(1, (2 * ManifestPage.Target) - 1));
    }

    [Test]
    public void One_change_among_many_makes_one_page_dirty()
    {
        var pages = new ManifestPages([]);
        for (var i = 0; i < 10_000; i++)
        {
            pages.Set(Entry($"f{i:00000}", 1));
        }

        pages.Settle();
        pages.Set(Entry("f05000", 2));
        Assert.That(pages.Dirty, Has.Count.EqualTo(1));
    }

    [Test]
    public void A_page_is_read_back_as_it_was_written()
    {
        var page = new ManifestPage(7, 3,
        [
            Entry("a/b.cs", 5),
            new(RelativePath.FromNormalised("a/bin"), 0, 0, default, new Skip(SkipReason.Ignored, ".gitignore:3:bin/")),
            new(RelativePath.FromNormalised("a/😀.md"), 0, 0, new FileStamp(1, -2, long.MaxValue, ulong.MaxValue), new Skip(SkipReason.Binary)),
            Entry("a/😁.md", 6),
        ]);
        var read = ManifestPage.Decode(7, 3, page.Encode());
        Assert.That(read.Entries, Is.EqualTo(page.Entries));
    }

    [Test]
    public void A_cut_page_is_refused()
    {
        var bytes = new ManifestPage(1, 1, [Entry("a", 1), Entry("b", 2)]).Encode();
        Assert.That(() => ManifestPage.Decode(1, 1, bytes[..^3]), Throws.TypeOf<InvalidDataException>());
    }

    private static ManifestEntry Entry(string path, long content) =>
        new(RelativePath.FromNormalised(path), content, 1, new FileStamp(10, 20, 30, 40), default);
}
