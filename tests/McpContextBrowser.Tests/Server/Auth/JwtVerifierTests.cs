using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Server.Auth;
using Microsoft.IdentityModel.Tokens;

namespace McpContextBrowser.Tests.Server.Auth;

/// <summary>Tokens as attackers make them; each is built by hand, so that no library helps to keep the rules.</summary>
public sealed class JwtVerifierTests
{
    private const string Issuer = "https://issuer.example";
    private const string Audience = "https://ctxb.example/mcp";

    private readonly ManualTime _time = new();
    private readonly RSA _key = RSA.Create(2048);
    private readonly RSA _other = RSA.Create(2048);
    private TemporaryFolder _disk;
    private JwtVerifier _verifier;

    [OneTimeSetUp]
    public void Publish()
    {
        _disk = new TemporaryFolder();
        var published = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(_key.ExportParameters(false)) { KeyId = "k1" });
        var file = _disk.Write("keys.json", JsonSerializer.Serialize(new { keys = new[] { new { kty = "RSA", kid = "k1", use = "sig", n = published.N, e = published.E } } }));
        _verifier = new JwtVerifier(new JwtOptions { Issuer = Issuer, Audience = Audience, KeyFile = file }, _time);
    }

    [OneTimeTearDown]
    public void Remove()
    {
        _verifier.Dispose();
        _key.Dispose();
        _other.Dispose();
        _disk.Dispose();
    }

    [Test]
    public async Task A_good_token_makes_its_subject_a_caller()
    {
        var caller = await _verifier.RecogniseAsync(Token(), default);
        Assert.That((caller!.Name, caller.Role, caller.Proof), Is.EqualTo(("ann", Role.Developer, "jwt")));
        Assert.That(caller.Collections, Is.EqualTo(new[] { "/srv/one" }));
    }

    private static IEnumerable<TestCaseData> Attacks()
    {
        foreach (var none in new[] { "none", "None", "NONE", "nOnE", "", "HS256", "HS384", "HS512", "RS256 ", "rs256" })
        {
            yield return Case($"algorithm '{none}' without signature", test => test.Token(header => header["alg"] = none, sign: static _ => []));
        }

        yield return Case("no algorithm", test => test.Token(header => header.Remove("alg")));
        yield return Case("the public key as shared secret", test => test.Token(
            header => header["alg"] = "HS256", sign: data => HMACSHA256.HashData(test._key.ExportSubjectPublicKeyInfo(), data)));
        yield return Case("the public key in PEM as shared secret", test => test.Token(
            header => header["alg"] = "HS256", sign: data => HMACSHA256.HashData(Encoding.ASCII.GetBytes(test._key.ExportSubjectPublicKeyInfoPem()), data)));
        yield return Case("an empty shared secret", test => test.Token(header => header["alg"] = "HS256", sign: data => HMACSHA256.HashData(Array.Empty<byte>(), data)));
        yield return Case("no signature", test => test.Token(sign: static _ => []));
        yield return Case("a signature of another key", test => test.Token(sign: data => test._other.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)));
        yield return Case("a signature by another hash", test => test.Token(sign: data => test._key.SignData(data, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1)));
        yield return Case("no key id", test => test.Token(header => header.Remove("kid")));
        foreach (var kid in new[] { "", "k2", "../../etc/passwd", "k1' OR '1'='1", "https://evil.example/k" })
        {
            yield return Case($"key id '{kid}'", test => test.Token(header => header["kid"] = kid));
        }

        yield return Case("a key inside the token", test => test.Token(
            header =>
            {
                header.Remove("kid");
                var own = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(test._other.ExportParameters(false)));
                header["jwk"] = new JsonObject { ["kty"] = "RSA", ["n"] = own.N, ["e"] = own.E };
            },
            sign: data => test._other.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)));
        foreach (var place in new[] { "jku", "x5u" })
        {
            yield return Case($"a key at an address ({place})", test => test.Token(
                header => header[place] = "https://evil.example/keys.json", sign: data => test._other.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)));
        }

        foreach (var issuer in new[] { "https://issuer.example/", "https://issuer.example.evil", "http://issuer.example", "HTTPS://issuer.example", "", null })
        {
            yield return Case($"issuer '{issuer}'", test => test.Token(payload: claims => Set(claims, "iss", issuer)));
        }

        foreach (var audience in new[] { "https://ctxb.example", "https://ctxb.example/mcp2", "*", "", null })
        {
            yield return Case($"audience '{audience}'", test => test.Token(payload: claims => Set(claims, "aud", audience)));
        }

        yield return Case("no expiry", test => test.Token(payload: claims => claims.Remove("exp")));
        yield return Case("expired beyond the skew", test => test.Token(payload: claims => claims["exp"] = test.Seconds(-61)));
        yield return Case("not yet valid", test => test.Token(payload: claims => claims["nbf"] = test.Seconds(120)));
        yield return Case("expiry as text", test => test.Token(payload: claims => claims["exp"] = "never"));
        yield return Case("no subject", test => test.Token(payload: claims => claims.Remove("sub")));
        foreach (var role in new[] { "root", "3", "", "admin,viewer", null })
        {
            yield return Case($"role '{role}'", test => test.Token(payload: claims => Set(claims, "ctxb_role", role)));
        }

        yield return Case("two roles", test => test.Token(payload: claims => claims["ctxb_role"] = new JsonArray("viewer", "admin")));
        yield return Case("1 MiB", test => test.Token(payload: claims => claims["x"] = new string('x', 1 << 20)));
        yield return Case("deeply nested", test => test.Token(rawPayload: string.Concat(Enumerable.Repeat("{\"a\":", 3_000)) + "1" + new string('}', 3_000)));
        yield return Case("payload that is no JSON", test => test.Token(rawPayload: "ann"));
        yield return Case("parts missing", _ => "eyJhbGciOiJSUzI1NiJ9");
        yield return Case("five parts", test => test.Token() + ".a.b");
        yield return Case("a role changed behind the signature", test =>
        {
            var parts = test.Token().Split('.');
            var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!;
            claims["ctxb_role"] = "admin";
            return $"{parts[0]}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims.ToJsonString()))}.{parts[2]}";
        });

        static TestCaseData Case(string name, Func<JwtVerifierTests, string> make) => new TestCaseData(make).SetName($"Refused: {name}");
        static void Set(JsonObject claims, string name, string? value)
        {
            claims.Remove(name);
            if (value is not null)
            {
                claims[name] = value;
            }
        }
    }

    [TestCaseSource(nameof(Attacks))]
    public async Task Nobody_is_recognised(Func<JwtVerifierTests, string> make) => Assert.That(await _verifier.RecogniseAsync(make(this), default), Is.Null);

    [Test]
    public async Task The_clocks_may_differ_by_the_skew()
    {
        Assert.That(await _verifier.RecogniseAsync(Token(payload: claims => claims["exp"] = Seconds(-59)), default), Is.Not.Null);
        Assert.That(await _verifier.RecogniseAsync(Token(payload: claims => claims["nbf"] = Seconds(59)), default), Is.Not.Null);
    }

    [TestCase("none.json", null)]
    [TestCase("empty.json", """{"keys":[]}""")]
    [TestCase("bad.json", "no json")]
    public void Keys_that_cannot_be_read_are_told_at_the_start(string name, string? text)
    {
        var file = text is null ? _disk.Join(name) : _disk.Write(name, text);
        Assert.That(
            () => new JwtVerifier(new JwtOptions { Issuer = Issuer, Audience = Audience, KeyFile = file }, _time),
            Throws.TypeOf<CtxbException>().With.Message.Contains(name));
    }

    private long Seconds(int fromNow) => _time.GetUtcNow().ToUnixTimeSeconds() + fromNow;

    private string Token(Action<JsonObject>? header = null, Action<JsonObject>? payload = null, Func<byte[], byte[]>? sign = null, string? rawPayload = null)
    {
        var head = new JsonObject { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = "k1" };
        var claims = new JsonObject
        {
            ["iss"] = Issuer,
            ["aud"] = Audience,
            ["sub"] = "ann",
            ["exp"] = Seconds(300),
            ["ctxb_role"] = "developer",
            ["ctxb_collections"] = new JsonArray("/srv/one"),
        };
        header?.Invoke(head);
        payload?.Invoke(claims);
        var data = $"{Encode(head.ToJsonString())}.{Encode(rawPayload ?? claims.ToJsonString())}";
        var signature = sign is null ? _key.SignData(Encoding.ASCII.GetBytes(data), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) : sign(Encoding.ASCII.GetBytes(data));
        return $"{data}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
