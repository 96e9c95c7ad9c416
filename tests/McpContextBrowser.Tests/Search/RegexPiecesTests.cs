using System.Text;
using System.Text.RegularExpressions;
using McpContextBrowser.Core.Search;

namespace McpContextBrowser.Tests.Search;

public sealed class RegexPiecesTests
{
    [TestCase("parse_args", "parse_args")]
    [TestCase(@"std::vector<\w+>\s+find", "std::vector<", ">", "find")]
    [TestCase("colou?r", "colo", "r")]
    [TestCase("ab*cd+e", "a", "cd", "e")]
    [TestCase(@"foo\.bar\(", "foo.bar(")]
    [TestCase("x{2,3}yes", "yes")]
    [TestCase("if {ok", "if", "ok")]
    [TestCase("one(two|three)four", "one", "four")]
    [TestCase(@"a\x41b\u0042c\p{Lu}d", "a", "b", "c", "d")]
    [TestCase("[^]abc]xyz", "xyz")]
    [TestCase("one|two")]
    [TestCase("(?i)name")]
    [TestCase("(a(?# ( )b)?name")]
    [TestCase("[a-z-[aeiou]]name")]
    [TestCase(@"\c[name")]
    [TestCase("")]
    public void What_each_match_holds_is_found(string pattern, params string[] pieces)
    {
        _ = new Regex(pattern, RegexOptions.NonBacktracking); // it is one
        Assert.That(RegexPieces.Of(pattern), Is.EqualTo(pieces));
    }

    [Test]
    public void No_match_lacks_a_promised_piece([Random(0, int.MaxValue, 30)] int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 300; round++)
        {
            var pattern = RandomPattern(random);
            Regex expression;
            try
            {
                expression = new(pattern, RegexOptions.NonBacktracking | RegexOptions.Multiline | RegexOptions.CultureInvariant);
            }
            catch (Exception refused) when (refused is ArgumentException or NotSupportedException)
            {
                continue;
            }

            var pieces = RegexPieces.Of(pattern);
            for (var i = 0; i < 30; i++)
            {
                var text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => Letters[random.Next(Letters.Length)]));
                if (expression.IsMatch(text))
                {
                    Assert.That(pieces.Where(piece => !text.Contains(piece, StringComparison.Ordinal)), Is.Empty, $"seed {seed}: /{pattern}/ matches '{text}'");
                }
            }
        }
    }

    private const string Letters = "abcd(){}[]|?*+^$.-,2\\<>";

    private static string RandomPattern(Random random)
    {
        var pattern = new StringBuilder();
        for (var i = random.Next(1, 12); i > 0; i--)
        {
            pattern.Append(random.Next(4) == 0
                ? Atoms[random.Next(Atoms.Length)]
                : Letters[random.Next(3) == 0 ? random.Next(Letters.Length) : random.Next(4)].ToString());
        }

        return pattern.ToString();
    }

    private static readonly string[] Atoms =
        ["(a|b)", "(ab)?", "[abc]", "[^a]", "[]a]", "[[]", @"\[", @"\d", @"\w", @"\.", "a{2}", "b{0,1}", "(?:c(d))*", @"[\]]", "(?<n>ab)", "(?i)", ".*", @"\x61", @"\p{Ll}"];
}
