using System.Text;
using McpContextBrowser.Core.Lexical;

namespace McpContextBrowser.Tests.Lexical;

public sealed class GramFilterTests
{
    [Test]
    public void What_a_text_holds_in_any_case_passes([Random(0, int.MaxValue, 50)] int seed)
    {
        var random = new Random(seed);
        var filters = new GramFilter();
        for (var round = 0; round < 20; round++)
        {
            var text = RandomText(random, random.Next(0, 2000));
            var filter = filters.Of(text).ToArray();
            for (var i = 0; i < 50 && text.Length > 0; i++)
            {
                var start = random.Next(text.Length);
                var piece = Recased(text.Substring(start, random.Next(0, Math.Min(30, text.Length - start) + 1)), random);
                Assert.That(
                    !text.Contains(piece, StringComparison.OrdinalIgnoreCase) || GramFilter.MayHold(filter, GramFilter.SlotsOf(piece)),
                    Is.True, $"seed {seed}: '{piece}' in '{text}'");
            }
        }
    }

    [Test]
    public void Letters_that_compare_as_one_fill_one_slot()
    {
        var letters = Enumerable.Range(0, char.MaxValue + 1).Where(code => !char.IsSurrogate((char)code)).Select(code => ((char)code).ToString());
        var folded = letters.GroupBy(letter => letter, StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1).ToList();
        Assert.That(folded, Has.Count.GreaterThan(1000));
        Assert.That(folded.Select(same => same.Select(letter => GramFilter.SlotsOf(letter + "xyz").Single()).Distinct().Count()), Is.All.EqualTo(1));
    }

    [Test]
    public void A_long_name_that_a_text_lacks_is_ruled_out_nearly_always()
    {
        var random = new Random(7);
        var filters = new GramFilter();
        var text = RandomText(random, 20_000);
        var filter = filters.Of(text);
        var passed = 0;
        for (var i = 0; i < 10_000; i++)
        {
            passed += GramFilter.MayHold(filter, GramFilter.SlotsOf(RandomName(random))) ? 1 : 0;
        }

        Assert.That(passed, Is.LessThan(3)); // 13 grams, each in a table that is at most a quarter full: 10,000 ÷ 4^13 at most are to be expected
    }

    [TestCase(0, 8)]
    [TestCase(2, 8)]
    [TestCase(30, 16)]
    [TestCase(100_000, 32_768)]
    public void A_filter_is_as_small_as_a_quarter_full_allows(int length, int bytes)
    {
        var filter = new GramFilter().Of(RandomText(new Random(1), length));
        Assert.That(filter.Length, Is.EqualTo(bytes));
        Assert.That(GramFilter.IsLength(filter.Length), Is.True);
    }

    [Test]
    public void A_text_of_which_nothing_is_known_may_hold_anything() =>
        Assert.That(GramFilter.MayHold([], GramFilter.SlotsOf("anything")), Is.True);

    [Test]
    public void A_piece_too_short_for_a_gram_rules_nothing_out() =>
        Assert.That(GramFilter.MayHold(new GramFilter().Of("abc"), GramFilter.SlotsOf("zzz")), Is.True);

    [Test]
    public void Making_a_filter_allocates_nothing()
    {
        var filters = new GramFilter();
        var text = RandomText(new Random(2), 5000);
        filters.Of(text);
        var before = GC.GetAllocatedBytesForCurrentThread();
        filters.Of(text);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private static string RandomText(Random random, int length)
    {
        var text = new StringBuilder(length);
        while (text.Length < length)
        {
            var rune = random.Next(20) switch
            {
                0 => RandomRune(random, 0x250), // Latin with marks
                1 => RandomRune(random, 0x600), // Greek, Cyrillic
                2 => RandomRune(random, 0x10000),
                3 => new Rune(0x10400 + random.Next(0x50)), // Deseret: letters with case outside the first plane
                _ => new Rune(' ' + random.Next('~' - ' ')),
            };
            text.Append(rune);
        }

        return text.ToString(0, length);
    }

    private static string RandomName(Random random) => string.Create(16, random, static (name, from) => from.GetItems("abcdefghijklmnopqrstuvwxyz", name));

    private static Rune RandomRune(Random random, int end)
    {
        while (true)
        {
            if (Rune.TryCreate(random.Next(end), out var rune))
            {
                return rune;
            }
        }
    }

    private static string Recased(string text, Random random) => random.Next(3) switch
    {
        0 => text.ToUpperInvariant(),
        1 => text.ToLowerInvariant(),
        _ => text,
    };
}
