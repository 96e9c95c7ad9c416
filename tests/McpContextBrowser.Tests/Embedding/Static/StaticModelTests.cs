using System.Buffers.Binary;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Embedding.Static;

namespace McpContextBrowser.Tests.Embedding.Static;

public sealed class StaticModelTests
{
    private const string FourWords = "alpha\nbe\n12\nelectroencephalographic\n";

    [Test]
    public void The_shipped_model_has_34_000_tokens_of_256_dimensions_and_is_not_copied()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var model = StaticModel.Open(StaticModel.DefaultPath);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1_200_000), "tables only, not the 8.7 MB of rows");
        Assert.That((model.TokenCount, model.Dimensions), Is.EqualTo((34_000, 256)));
    }

    [Test]
    public void Every_word_of_the_shipped_model_is_found_under_its_id()
    {
        using var model = StaticModel.Open(StaticModel.DefaultPath);
        var cutter = new WordCutter();
        foreach (var (word, id) in new PlainEncoder(File.ReadAllBytes(StaticModel.DefaultPath)).Ids)
        {
            Assert.That(Find(model, cutter, word), Is.EqualTo(id), word);
        }
    }

    [Test]
    public void A_small_model_finds_its_words_and_no_others()
    {
        using var model = StaticModel.Open(ModelFile.Write(ModelFile.Bytes(FourWords, 4)));
        var cutter = new WordCutter();
        var found = new[] { "Alpha", "be", "12", "Electroencephalographic", "alph", "alphas", "13", "electroencephalographie" }
            .Select(word => Find(model, cutter, word));
        Assert.That(found, Is.EqualTo(new[] { 0, 1, 2, 3, -1, -1, -1, -1 }));
    }

    [Test]
    public void Any_changed_byte_changes_the_id()
    {
        var bytes = ModelFile.Bytes(FourWords, 4);
        var ids = new HashSet<string> { IdOf(bytes) };
        for (var at = 16; at < bytes.Length - FourWords.Length - 4; at++)
        {
            var changed = bytes.ToArray();
            changed[at] ^= 1;
            Assert.That(ids.Add(IdOf(changed)), $"byte {at}");
        }

        Assert.That(ids.Add(IdOf(ModelFile.Bytes(FourWords.Replace("be", "by", StringComparison.Ordinal), 4))));

        static string IdOf(byte[] file)
        {
            using var model = StaticModel.Open(ModelFile.Write(file));
            return model.ModelId[(model.ModelId.LastIndexOf(':') + 1)..];
        }
    }

    [Test]
    public void The_id_names_the_file_and_stays()
    {
        using var one = StaticModel.Open(StaticModel.DefaultPath);
        using var two = StaticModel.Open(StaticModel.DefaultPath);
        Assert.That(one.ModelId, Does.Match("^builtin:ctxb-code-256:[0-9a-f]{16}$"));
        Assert.That(two.ModelId, Is.EqualTo(one.ModelId));
    }

    private static IEnumerable<TestCaseData> DamagedFiles()
    {
        var good = ModelFile.Bytes(FourWords, 4);
        yield return new TestCaseData(Array.Empty<byte>()).SetName("A_damaged_model_is_refused(empty)");
        yield return new TestCaseData(good[..12]).SetName("A_damaged_model_is_refused(header torn)");
        yield return new TestCaseData(good[..40]).SetName("A_damaged_model_is_refused(weights torn)");
        yield return new TestCaseData(good[..^1]).SetName("A_damaged_model_is_refused(words torn)");
        yield return new TestCaseData((byte[])[.. good, 0]).SetName("A_damaged_model_is_refused(one byte more)");
        yield return new TestCaseData((byte[])[.. "CTXE0002"u8, .. good[8..]]).SetName("A_damaged_model_is_refused(other version)");
        yield return Changed(good, 8, 0, "no tokens");
        yield return Changed(good, 8, int.MaxValue, "too many tokens");
        yield return Changed(good, 12, -3, "negative dimensions");
        yield return Changed(good, 16, BitConverter.SingleToInt32Bits(float.NaN), "a weight is NaN");
        yield return Changed(good, good.Length - FourWords.Length - 4, -1, "negative word list");
        foreach (var list in new[] { "alpha\nbe\n12\n", "a\nb\nc\nd\ne\n", "al pha\nbe\n1\ncc\n", "\nbe\nalpha\ncc\n", "12345\nbe\nalpha\ncc\n",
            "be\nalpha\nbe\ncc\n", "alpha\nbe\n12\ncc", new string('x', 41) + "\na\nb\nc\n", "1a\nbe\nalpha\ncc\n",
            "electroencephalographic\nbe\nelectroencephalographic\ncc\n" })
        {
            yield return new TestCaseData(ModelFile.Bytes(list, 4)).SetName($"A_damaged_model_is_refused(words {list.Replace('\n', ' ')})");
        }

        static TestCaseData Changed(byte[] good, int at, int value, string how)
        {
            var bytes = good.ToArray();
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), value);
            return new TestCaseData(bytes).SetName($"A_damaged_model_is_refused({how})");
        }
    }

    [TestCaseSource(nameof(DamagedFiles))]
    public void A_damaged_model_is_refused(byte[] bytes)
    {
        var path = ModelFile.Write(bytes);
        var refusal = Assert.Throws<CtxbException>(() => StaticModel.Open(path).Dispose());
        Assert.That(refusal!.Code, Is.EqualTo(ErrorCodes.ModelDamaged));
        Assert.That(refusal.Message, Does.Contain(path));
        Assert.That(refusal.Next, Does.Contain("dotnet tool"));
        File.Delete(path); // nothing holds it
    }

    [Test]
    public void A_missing_model_is_refused_by_name() =>
        Assert.That(() => StaticModel.Open("/nowhere/model.ctxe"), Throws.InstanceOf<CtxbException>().With.Message.Contains("/nowhere/model.ctxe"));

    [Test]
    public void A_closed_model_says_so()
    {
        var model = StaticModel.Open(StaticModel.DefaultPath);
        model.Dispose();
        model.Dispose();
        Assert.That(
            () => new StaticEmbedder(model).Encode("a word", EmbeddingSide.Query, new float[256]), Throws.InstanceOf<ObjectDisposedException>());
    }

    private static int Find(StaticModel model, WordCutter cutter, string word)
    {
        var count = cutter.Cut(word);
        return count == 0 ? -1 : model.Words.Find(in cutter.Letters[cutter.Starts[0]], cutter.Ends[0] - cutter.Starts[0]);
    }
}
