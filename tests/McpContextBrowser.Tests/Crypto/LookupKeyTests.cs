using System.Security.Cryptography;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;

namespace McpContextBrowser.Tests.Crypto;

public sealed class LookupKeyTests
{
    private readonly LookupKey _key = new(RandomNumberGenerator.GetBytes(32));

    [OneTimeTearDown]
    public void End() => _key.Dispose();

    [Test]
    public void Equal_things_have_equal_names_and_others_have_not()
    {
        var path = RelativePath.FromNormalised("src/a.cs");
        Assert.Multiple(() =>
        {
            Assert.That(_key.Path(path), Is.EqualTo(_key.Path(RelativePath.FromNormalised(path.Value))));
            Assert.That(_key.Path(path), Is.Not.EqualTo(_key.Path(RelativePath.FromNormalised("src/b.cs"))));
            Assert.That(_key.Path(path), Is.Not.EqualTo(_key.Text("src/a.cs")), "a text is no path");
        });
    }

    [Test]
    public void Another_key_gives_other_names()
    {
        using var other = new LookupKey(RandomNumberGenerator.GetBytes(32));
        var sha256 = SHA256.HashData("text"u8);
        Assert.That(_key.Content(sha256), Is.Not.EqualTo(other.Content(sha256)));
    }

    [Test]
    public void What_is_derived_is_named_by_its_versions_too()
    {
        var content = _key.Content(SHA256.HashData("text"u8));
        int[] versions = [1, 2];
        Assert.That(_key.Derived(content, versions), Is.EqualTo(_key.Derived(content, [1, 2])));
        Assert.That(_key.Derived(content, [1, 3]), Is.Not.EqualTo(_key.Derived(content, [1, 2])));
        Assert.That(_key.Derived(content, []), Is.Not.EqualTo(content));
    }

    [TestCase(0)]
    [TestCase(1022)]
    [TestCase(1023)]
    [TestCase(1024)]
    [TestCase(100_000)]
    public void Texts_of_any_length_have_names(int length) =>
        Assert.That(_key.Text(new string('é', length)), Is.Not.EqualTo(_key.Text(new string('é', length) + "x")));

    [Test]
    public void A_name_survives_its_bytes()
    {
        var name = _key.Text("x");
        Assert.Multiple(() =>
        {
            Assert.That(LookupName.FromBytes(name.ToArray()), Is.EqualTo(name));
            Assert.That(name.ToString(), Is.EqualTo(Convert.ToHexStringLower(name.ToArray())));
            Assert.That(() => LookupName.FromBytes(new byte[15]), Throws.ArgumentException);
        });
    }

    [Test]
    public void Keys_and_hashes_of_another_length_are_refused()
    {
        Assert.That(() => new LookupKey(new byte[31]), Throws.ArgumentException);
        Assert.That(() => new DataKey(1, default, new byte[33]), Throws.ArgumentException);
        Assert.That(() => _key.Content(new byte[20]), Throws.ArgumentException);
    }
}
