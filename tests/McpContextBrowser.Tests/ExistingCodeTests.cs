using McpContextBrowser.Core;

namespace McpContextBrowser.Tests;

/// <summary>Functions that a change adds although they exist.</summary>
[TestFixture]
public sealed class ExistingCodeTests
{
    private const string Helper =
        "def clamp_to_range(value, lowest, highest):\n    if value < lowest:\n        return lowest\n    if value > highest:\n        return highest\n    return value\n";

    private const string Diff =
        """
        diff --git a/new.py b/new.py
        --- /dev/null
        +++ b/new.py
        @@ -0,0 +1,6 @@
        +def limit_value(value, lowest, highest):
        +    if value < lowest:
        +        return lowest
        +    if value > highest:
        +        return highest
        +    return value
        diff --git a/other.py b/other.py
        --- a/other.py
        +++ b/other.py
        @@ -3,2 +3,6 @@ import os
         keep = 1
        +def read_settings_file(path):
        +    with open(path) as handle:
        +        document = json.load(handle)
        +    return document["settings"]
         keep = 2

        """;

    private BrowserFixture _engine;

    [SetUp]
    public void Begin()
    {
        _engine = new BrowserFixture();
        _engine.Write("lib/numbers.py", Helper);
        _engine.Write("lib/words.py", "def reverse(text):\n    letters = list(text)\n    letters.reverse()\n    return ''.join(letters)\n");
    }

    [TearDown]
    public async Task End() => await _engine.DisposeAsync();

    [Test]
    public async Task A_copy_under_another_name_is_found_and_new_code_is_not()
    {
        var found = await CheckAsync(0.8);
        Assert.Multiple(() =>
        {
            Assert.That(found, Has.Count.EqualTo(1));
            Assert.That((found[0].Path, found[0].Line, found[0].Symbol), Is.EqualTo(("new.py", 1, "limit_value")));
            Assert.That((found[0].ExistingPath, found[0].Existing, found[0].ExistingSymbol), Is.EqualTo(("lib/numbers.py", new LineSpan(1, 6), "clamp_to_range")));
            Assert.That(found[0].Similarity, Is.InRange(0.8, 0.999));
        });
    }

    [Test]
    public async Task A_change_that_is_in_the_tree_already_is_no_copy_of_itself()
    {
        _engine.Write("new.py", Helper.Replace("clamp_to_range", "limit_value", StringComparison.Ordinal));
        File.Delete(Path.Join(_engine.Root, "lib", "numbers.py"));
        Assert.That(await CheckAsync(0.8), Is.Empty);
    }

    [TestCase(1.0, 0)]
    [TestCase(0.5, 1)]
    public async Task The_threshold_decides(double threshold, int count) => Assert.That(await CheckAsync(threshold), Has.Count.EqualTo(count));

    [Test]
    public void Added_lines_are_read_with_their_place()
    {
        var added = AddedLines.Of(Diff).ToList();
        Assert.That(added.Select(lines => (lines.Path, lines.Line, lines.Text.AsSpan().Count('\n'))), Is.EqualTo(new[] { ("new.py", 1, 6), ("other.py", 4, 4) }));
    }

    [TestCase("")]
    [TestCase("no diff at all\n+ with a plus\n")]
    [TestCase("+++ b/a.py\n@@ -1 +99999999999999 @@\n+x\n")]
    [TestCase("@@ -1 +1 @@\n+x\n")]
    [TestCase("+++ /dev/null\n@@ -1,2 +0,0 @@\n-a\n-b\n")]
    public void What_is_no_diff_adds_nothing(string text) => Assert.That(AddedLines.Of(text), Is.Empty);

    private Task<IReadOnlyList<ExistingCode>> CheckAsync(double threshold) =>
        _engine.Browser.CheckAsync(_engine.Root, Diff, threshold, null, BrowserFixture.Call, default);
}
