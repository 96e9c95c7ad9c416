using System.Text.Json;
using McpContextBrowser.Core.Crypto;

namespace McpContextBrowser.Tests.Crypto;

/// <summary>C2SP Wycheproof vectors, run through the wrappers that the product uses.</summary>
public sealed class WycheproofTests
{
    [Test]
    public void AES_GCM_vectors_agree_and_other_sizes_are_refused()
    {
        var (valid, invalid, refused) = (0, 0, 0);
        foreach (var (group, test) in Vectors("aes_gcm_test.json"))
        {
            var (nonce, plaintext, tag) = (Hex(test, "iv"), Hex(test, "msg"), Hex(test, "tag"));
            if (group.GetProperty("keySize").GetInt32() != 256)
            {
                Assert.That(() => new GcmCipher(Hex(test, "key")), Throws.ArgumentException, Name(test));
                refused++;
                continue;
            }

            using var cipher = new GcmCipher(Hex(test, "key"));
            var (opened, associated, ciphertext) = (new byte[plaintext.Length], Hex(test, "aad"), Hex(test, "ct"));
            if (nonce.Length != GcmCipher.NonceLength)
            {
                Assert.That(() => cipher.TryOpen(nonce, ciphertext, tag, opened, associated), Throws.ArgumentException, Name(test));
                refused++;
                continue;
            }

            var isValid = test.GetProperty("result").GetString() == "valid";
            Assert.That(cipher.TryOpen(nonce, ciphertext, tag, opened, associated), Is.EqualTo(isValid), Name(test));
            if (!isValid)
            {
                Assert.That(opened, Is.All.Zero, Name(test));
                invalid++;
                continue;
            }

            var (made, madeTag) = (new byte[plaintext.Length], new byte[GcmCipher.TagLength]);
            cipher.Seal(nonce, plaintext, made, madeTag, associated);
            Assert.That(opened, Is.EqualTo(plaintext), Name(test));
            Assert.That(made, Is.EqualTo(ciphertext), Name(test));
            Assert.That(madeTag, Is.EqualTo(tag), Name(test));
            valid++;
        }

        Assert.That((valid, invalid, refused), Is.EqualTo((39, 27, 250)));
    }

    [Test]
    public void HKDF_SHA256_vectors_agree()
    {
        foreach (var (_, test) in Vectors("hkdf_sha256_test.json"))
        {
            var output = new byte[test.GetProperty("size").GetInt32()];
            if (test.GetProperty("result").GetString() == "valid")
            {
                Derivation.Expand(Hex(test, "ikm"), Hex(test, "salt"), Hex(test, "info"), output);
                Assert.That(output, Is.EqualTo(Hex(test, "okm")), Name(test));
            }
            else
            {
                Assert.That(
                    () => Derivation.Expand(Hex(test, "ikm"), Hex(test, "salt"), Hex(test, "info"), output), Throws.InstanceOf<ArgumentException>(), Name(test));
            }
        }
    }

    [Test]
    public void HMAC_SHA256_vectors_agree()
    {
        Span<byte> full = stackalloc byte[32];
        foreach (var (group, test) in Vectors("hmac_sha256_test.json"))
        {
            Derivation.Authenticate(Hex(test, "key"), Hex(test, "msg"), full);
            var same = full[..(group.GetProperty("tagSize").GetInt32() / 8)].SequenceEqual(Hex(test, "tag"));
            Assert.That(same, Is.EqualTo(test.GetProperty("result").GetString() == "valid"), Name(test));
        }
    }

    private static IEnumerable<(JsonElement Group, JsonElement Test)> Vectors(string file)
    {
        using var stream = TestPaths.OpenHarness("wycheproof", file + ".gz");
        using var document = JsonDocument.Parse(stream);
        foreach (var group in document.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                yield return (group, test);
            }
        }
    }

    private static byte[] Hex(JsonElement test, string name) => Convert.FromHexString(test.GetProperty(name).GetString()!);

    private static string Name(JsonElement test) => $"tcId {test.GetProperty("tcId")}: {test.GetProperty("comment")}";
}
