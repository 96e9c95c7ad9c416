using System.Security.Cryptography;
using System.Text.Json;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Tests.Embedding.Providers;
using Microsoft.AspNetCore.Http;

namespace McpContextBrowser.Tests.Crypto;

/// <summary>Against a fake on this machine that speaks the transit engine's documented form; no real Vault was asked.</summary>
public sealed class VaultTransitWrapperTests
{
    private const string Token = "hvs.test-token-of-nothing";

    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly byte[] Context = "context"u8.ToArray();

    private readonly byte[] _transitKey = RandomNumberGenerator.GetBytes(32);
    private FakeProvider _vault = null!;
    private HttpClient _client = null!;
    private int? _status;
    private string? _body;

    [SetUp]
    public async Task A_vault_with_one_key()
    {
        (_status, _body) = (null, null);
        _vault = await FakeProvider.StartAsync(AnswerAsync);
        _client = new HttpClient();
    }

    [TearDown]
    public async Task Close()
    {
        _client.Dispose();
        await _vault.DisposeAsync();
    }

    [Test]
    public void What_was_wrapped_is_unwrapped_in_the_documented_form()
    {
        var wrapped = Vault().Wrap(Key, Context);
        Assert.That(wrapped.AsSpan().StartsWith("vault:v1:"u8), Is.True);
        var key = new byte[32];
        Vault().Unwrap(wrapped, Context, key);
        Assert.That(key, Is.EqualTo(Key));
        var requests = _vault.Requests.ToArray();
        Assert.That(requests.Select(request => request.PathAndQuery), Is.EqualTo(new[] { "/v1/transit/encrypt/ctxb", "/v1/transit/decrypt/ctxb" }));
        Assert.That(requests[0].Headers["X-Vault-Token"], Is.EqualTo(Token));
        using var body = JsonDocument.Parse(requests[0].Body);
        Assert.That(body.RootElement.EnumerateObject().Select(property => property.Name), Is.EqualTo(new[] { "plaintext", "associated_data" }));
    }

    [Test]
    public void Another_context_is_refused_as_another_key()
    {
        var wrapped = Vault().Wrap(Key, Context);
        AssertRefused(() => Vault().Unwrap(wrapped, "another"u8.ToArray(), new byte[32]), ErrorCodes.KeyWrong);
    }

    [TestCase(403, ErrorCodes.KeyWrong, "refuses the token")]
    [TestCase(404, ErrorCodes.KeyMissing, "no such key")]
    [TestCase(503, ErrorCodes.KeyMissing, "503")]
    [TestCase(302, ErrorCodes.KeyMissing, "302")]
    public void A_refusal_says_what_to_do_and_not_the_token(int status, string code, string words)
    {
        _status = status;
        Assert.That(AssertRefused(() => Vault().Wrap(Key, Context), code).Message, Does.Contain(words).And.Not.Contains(Token));
    }

    [TestCase("")]
    [TestCase("not json")]
    [TestCase("{}")]
    [TestCase("{\"data\":{}}")]
    [TestCase("{\"data\":7}")]
    public void An_answer_of_another_form_is_refused(string body)
    {
        _body = body;
        AssertRefused(() => Vault().Unwrap("vault:v1:AAAA"u8, Context, new byte[32]), ErrorCodes.KeyMissing);
    }

    [TestCase("AAAA")]
    [TestCase("%%%")]
    [TestCase("")]
    public void What_is_no_key_is_refused(string plaintext)
    {
        _body = $"{{\"data\":{{\"plaintext\":\"{plaintext}\"}}}}";
        AssertRefused(() => Vault().Unwrap("vault:v1:AAAA"u8, Context, new byte[32]), ErrorCodes.KeyWrong);
    }

    [Test]
    public void Nobody_there_is_said_so()
    {
        var address = _vault.Url;
        using var nobody = new HttpClient(new Unreachable());
        AssertRefused(() => new VaultTransitWrapper(address, "transit", "ctxb", Token, nobody).Wrap(Key, Context), ErrorCodes.KeyMissing);
    }

    [Test]
    public void A_key_never_crosses_a_network_in_clear() =>
        AssertRefused(() => new VaultTransitWrapper(new Uri("http://vault.example"), "transit", "ctxb", Token, _client).Wrap(Key, Context), ErrorCodes.ConfigurationInvalid);

    private VaultTransitWrapper Vault() => new(_vault.Url, "transit", "ctxb", Token, _client);

    private static CtxbException AssertRefused(Action call, string code)
    {
        var refusal = Assert.Throws<CtxbException>(() => call());
        Assert.That(refusal!.Code, Is.EqualTo(code));
        return refusal;
    }

    // https://developer.hashicorp.com/vault/api-docs/secret/transit: encrypt and decrypt data
    private async Task AnswerAsync(FakeProvider.Recorded request, HttpContext context)
    {
        context.Response.StatusCode = _status ?? 200;
        if (_status is not null || _body is not null)
        {
            await context.Response.WriteAsync(_body ?? "{\"errors\":[]}");
            return;
        }

        using var body = JsonDocument.Parse(request.Body);
        var associated = body.RootElement.GetProperty("associated_data").GetBytesFromBase64();
        using var cipher = new AesGcm(_transitKey, 16);
        if (request.PathAndQuery.Contains("/encrypt/", StringComparison.Ordinal))
        {
            var plain = body.RootElement.GetProperty("plaintext").GetBytesFromBase64();
            var sealedBytes = new byte[12 + plain.Length + 16];
            RandomNumberGenerator.Fill(sealedBytes.AsSpan(0, 12));
            cipher.Encrypt(sealedBytes.AsSpan(0, 12), plain, sealedBytes.AsSpan(12, plain.Length), sealedBytes.AsSpan(12 + plain.Length), associated);
            await context.Response.WriteAsync(JsonSerializer.Serialize(new { data = new { ciphertext = "vault:v1:" + Convert.ToBase64String(sealedBytes), key_version = 1 } }));
            return;
        }

        var wrapped = Convert.FromBase64String(body.RootElement.GetProperty("ciphertext").GetString()!["vault:v1:".Length..]);
        var opened = new byte[wrapped.Length - 28];
        try
        {
            cipher.Decrypt(wrapped.AsSpan(0, 12), wrapped.AsSpan(12, opened.Length), wrapped.AsSpan(12 + opened.Length), opened, associated);
            await context.Response.WriteAsync(JsonSerializer.Serialize(new { data = new { plaintext = Convert.ToBase64String(opened) } }));
        }
        catch (AuthenticationTagMismatchException)
        {
            context.Response.StatusCode = 400;
            await context.Response.WriteAsync("{\"errors\":[\"cipher: message authentication failed\"]}");
        }
    }

    private sealed class Unreachable : HttpMessageHandler
    {
        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) => throw new HttpRequestException("connection refused");

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => throw new HttpRequestException("connection refused");
    }
}
