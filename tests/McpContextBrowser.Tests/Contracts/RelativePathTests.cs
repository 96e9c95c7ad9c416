using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Tests.Contracts;

public sealed class RelativePathTests
{
    [TestCase("a/b", "a/b")]
    [TestCase("a//b/", "a/b")]
    [TestCase("./a/./b", "a/b")]
    [TestCase("", "")]
    [TestCase(".", "")]
    [TestCase("back\\slash", "back\\slash")]
    public void Text_is_brought_into_one_form(string text, string expected)
    {
        Assert.That(RelativePath.TryParse(text, out var path), Is.True);
        Assert.That(path.Value, Is.EqualTo(expected));
    }

    [TestCase("/etc/passwd")]
    [TestCase("../up")]
    [TestCase("a/../../b")]
    [TestCase("a\0b")]
    public void What_could_leave_the_root_is_refused(string text) =>
        Assert.That(RelativePath.TryParse(text, out _), Is.False);

    [TestCase("C:\\Windows")]
    [TestCase("C:x")]
    [TestCase("a\\..\\b")]
    [TestCase("\\\\server\\share")]
    public void On_Windows_drives_shares_and_backslashed_parents_are_refused(string text) =>
        Assert.That(RelativePath.TryParse(text, out _, backslashSeparates: true), Is.False);

    [Test]
    public void A_sibling_whose_name_starts_the_same_is_not_within()
    {
        var folder = RelativePath.FromNormalised("src/app");
        Assert.Multiple(() =>
        {
            Assert.That(RelativePath.FromNormalised("src/app/x.cs").IsWithin(folder), Is.True);
            Assert.That(RelativePath.FromNormalised("src/app_evil/x.cs").IsWithin(folder), Is.False);
            Assert.That(folder.IsWithin(default), Is.True);
        });
    }

    [Test]
    public void Names_that_differ_in_case_or_Unicode_form_are_two_paths()
    {
        var composed = RelativePath.FromNormalised("caf\u00e9.py");
        var decomposed = RelativePath.FromNormalised("cafe\u0301.py");
        Assert.That(composed, Is.Not.EqualTo(decomposed));
    }

    [Test]
    public void Text_that_is_not_normal_is_not_taken_for_it() =>
        Assert.That(() => RelativePath.FromNormalised("a/../b"), Throws.ArgumentException);
}
