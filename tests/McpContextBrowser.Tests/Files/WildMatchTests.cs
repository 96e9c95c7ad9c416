using System.Text;
using System.Text.Json;
using McpContextBrowser.Core.Files;

namespace McpContextBrowser.Tests.Files;

public sealed class WildMatchTests
{
    [TestCase("glob", WildMatchOptions.Pathname)]
    [TestCase("iglob", WildMatchOptions.Pathname | WildMatchOptions.IgnoreCase)]
    [TestCase("pathmatch", WildMatchOptions.None)]
    [TestCase("ipathmatch", WildMatchOptions.IgnoreCase)]
    public void Every_row_of_gits_own_table_gives_gits_verdict(string column, WildMatchOptions options)
    {
        var lines = File.ReadAllLines(TestPaths.SharedPath("harness", "gitignore", "wildmatch.tsv"));
        var at = Array.IndexOf(lines[0].Split('\t'), column);
        var rows = 0;
        Assert.Multiple(() =>
        {
            foreach (var line in lines.Skip(1).Where(line => line.Length > 0))
            {
                var cells = line.Split('\t');
                var text = JsonSerializer.Deserialize<string>(cells[8])!;
                var pattern = JsonSerializer.Deserialize<string>(cells[9])!;
                Assert.That(Matches(pattern, text, options), Is.EqualTo(cells[at] == "1"), $"{pattern} on {text}");
                rows++;
            }
        });
        Assert.That(rows, Is.EqualTo(190));
    }

    [Test]
    public void Sixteen_stars_that_cannot_match_take_a_bounded_number_of_steps()
    {
        var pattern = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("*a", 16)) + "*b");
        var text = Encoding.UTF8.GetBytes(new string('a', 200));
        foreach (var options in new[] { WildMatchOptions.None, WildMatchOptions.Pathname })
        {
            Assert.That(WildMatch.Matches(pattern, text, options, out var steps), Is.False);
            Assert.That(steps, Is.LessThan(pattern.Length * text.Length));
        }
    }

    [Test]
    public void Stars_across_many_folders_take_steps_of_segments_times_pattern_times_text_at_most()
    {
        var pattern = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("**/*a*a", 8)) + "/b");
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("aaaaaaaa/", 40)) + "c");
        Assert.That(WildMatch.Matches(pattern, text, WildMatchOptions.Pathname, out var steps), Is.False);
        Assert.That(steps, Is.LessThan(41 * pattern.Length * text.Length));
    }

    [TestCase("?.txt", "é.txt", false, Description = "a question mark is one byte, as in git")]
    [TestCase("??.txt", "é.txt", true)]
    [TestCase("a/**\\/b", "a/x/b", true)]
    [TestCase("a/**\\/b", "a/b", false)]
    [TestCase("[[:nope:]]", "n", false)]
    [TestCase("x[", "x[", false)]
    [TestCase("x\\", "x\\", false)]
    public void Corners_follow_git(string pattern, string text, bool expected) =>
        Assert.That(Matches(pattern, text, WildMatchOptions.Pathname), Is.EqualTo(expected));

    [Test]
    public void Random_patterns_agree_with_the_recursive_definition()
    {
        const int seed = 20_261;
        var random = new Random(seed);
        var alphabet = new[] { "a", "b", "/", "*", "**", "**/", "/**/", "?", "[ab]", "[!a]", "\\*" };
        for (var i = 0; i < 10_000; i++)
        {
            var pattern = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(1, 7)).Select(_ => alphabet[random.Next(alphabet.Length)])));
            var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(0, 9)).Select(_ => "ab/*"[random.Next(4)])));
            foreach (var pathname in new[] { false, true })
            {
                var options = pathname ? WildMatchOptions.Pathname : WildMatchOptions.None;
                Assert.That(
                    WildMatch.Matches(pattern, text, options),
                    Is.EqualTo(MatchesByDefinition(pattern, 0, text, 0, pathname)),
                    () => $"seed {seed}: {Encoding.UTF8.GetString(pattern)} on {Encoding.UTF8.GetString(text)}, pathname {pathname}");
            }
        }
    }

    /// <summary>Tries every length for every star: exponential, and plainly the definition.</summary>
    private static bool MatchesByDefinition(byte[] pattern, int p, byte[] text, int t, bool pathname)
    {
        if (p == pattern.Length)
        {
            return t == text.Length;
        }

        if (pattern[p] == '*')
        {
            var behind = p;
            while (behind < pattern.Length && pattern[behind] == '*')
            {
                behind++;
            }

            var bounded = behind - p >= 2 && (p == 0 || pattern[p - 1] == '/') && (behind == pattern.Length || pattern[behind] == '/');
            var crosses = !pathname || bounded;
            if (pathname && bounded && behind < pattern.Length && MatchesByDefinition(pattern, behind + 1, text, t, pathname))
            {
                return true;
            }

            for (var end = t; end <= text.Length; end++)
            {
                if (MatchesByDefinition(pattern, behind, text, end, pathname))
                {
                    return true;
                }

                if (end < text.Length && text[end] == '/' && !crosses)
                {
                    return false;
                }
            }

            return false;
        }

        if (t == text.Length)
        {
            return false;
        }

        var (matches, length) = pattern[p] switch
        {
            (byte)'?' => (!pathname || text[t] != '/', 1),
            (byte)'[' => (pattern[p + 1] == '!' ? text[t] != 'a' && (!pathname || text[t] != '/') : text[t] is (byte)'a' or (byte)'b', 4),
            (byte)'\\' => (text[t] == '*', 2),
            var c => (text[t] == c, 1),
        };
        return matches && MatchesByDefinition(pattern, p + length, text, t + 1, pathname);
    }

    private static bool Matches(string pattern, string text, WildMatchOptions options) =>
        WildMatch.Matches(Encoding.UTF8.GetBytes(pattern), Encoding.UTF8.GetBytes(text), options);
}
