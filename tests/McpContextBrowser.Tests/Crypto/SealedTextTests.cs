using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;

namespace McpContextBrowser.Tests.Crypto;

public sealed class SealedTextTests
{
    private const string Secret = "sk-canary-0123456789abcdef–ü";

    private ScratchFolder _data = null!;
    private MasterKeyText _master = null!;

    [SetUp]
    public void Begin() => (_data, _master) = (new ScratchFolder(), new MasterKeyText(new string('7', 64), "test"));

    [TearDown]
    public void End()
    {
        _master.Dispose();
        _data.Dispose();
    }

    [Test]
    public void A_sealed_text_opens_with_its_ring_looks_like_nothing_and_never_the_same()
    {
        using var ring = Ring("keys.db");
        var (one, two) = (SealedText.Seal(ring, Secret), SealedText.Seal(ring, Secret));
        Assert.That(one, Does.StartWith("enc:").And.Not.Contain("canary").And.Not.EqualTo(two));
        using var again = Ring("keys.db");
        Assert.That((SealedText.Open(again, one, "x"), SealedText.Open(again, two, "x")), Is.EqualTo((Secret, Secret)));
        ring.RotateMaster(_master);
        Assert.That(SealedText.Open(ring, one, "x"), Is.EqualTo(Secret), "a new master key leaves it readable");
    }

    [Test]
    public void Of_another_ring_changed_or_torn_it_is_refused_and_its_place_named()
    {
        using var ring = Ring("keys.db");
        using var other = Ring("other.db");
        var whole = SealedText.Seal(ring, Secret);
        SealedText.Seal(other, "makes the keys");
        Assert.That(() => SealedText.Open(other, whole, "VOYAGE_API_KEY"), Throws.InstanceOf<CtxbException>().With.Property("Code").EqualTo(ErrorCodes.KeyWrong).And.Message.Contains("VOYAGE_API_KEY"));
        for (var i = SealedText.Prefix.Length; i < whole.Length; i += 7)
        {
            var changed = whole.ToCharArray();
            changed[i] = changed[i] == 'A' ? 'B' : 'A';
            Assert.That(() => SealedText.Open(ring, new(changed), "x"), Throws.InstanceOf<CtxbException>().With.Message.Not.Contains("canary"), $"character {i}");
        }

        foreach (var torn in new[] { "enc:", "enc:AAAA", "enc:?", whole[..^8] })
        {
            Assert.That(() => SealedText.Open(ring, torn, "x"), Throws.InstanceOf<CtxbException>());
        }
    }

    private KeyRing Ring(string file) => new(_data[file], _master, TimeProvider.System);
}
