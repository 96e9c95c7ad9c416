using System.Net;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Embedding.Providers;

namespace McpContextBrowser.Tests.Embedding.Providers;

public sealed class AddressGuardTests : ProviderTests
{
    [TestCase("169.254.169.254", Description = "metadata of most clouds")]
    [TestCase("169.254.0.7")]
    [TestCase("::ffff:169.254.169.254")]
    [TestCase("64:ff9b::a9fe:a9fe", Description = "NAT64 of 169.254.169.254")]
    [TestCase("2002:a9fe:a9fe::1", Description = "6to4 of 169.254.169.254")]
    [TestCase("100.100.100.200")]
    [TestCase("168.63.129.16")]
    [TestCase("fd00:ec2::254")]
    [TestCase("fd00:ec2::23", Description = "another service of AWS")]
    [TestCase("fd20:ce::254%3", Description = "a zone does not make it another address")]
    [TestCase("64:ff9b:1::a9fe:a9fe", Description = "NAT64 of a local network")]
    [TestCase("2001:0:a9fe:a9fe::1", Description = "Teredo")]
    [TestCase("fe80::1")]
    [TestCase("fec0::1")]
    [TestCase("ff02::1")]
    [TestCase("0.0.0.0")]
    [TestCase("0.1.2.3")]
    [TestCase("::")]
    [TestCase("224.0.0.1")]
    [TestCase("255.255.255.255")]
    [TestCase("127.0.0.1", Description = "a name of the outside that leads inside")]
    [TestCase("::1")]
    public void A_name_that_leads_to_a_forbidden_address_is_blocked(string answer)
    {
        var addresses = new[] { IPAddress.Parse("93.184.215.14"), IPAddress.Parse(answer) };
        Assert.That(
            async () => await AddressGuard.ResolveAsync(new(new Uri("https://api.example.org")), (_, _) => Task.FromResult(addresses), default),
            Throws.InstanceOf<AttemptFailure>().With.Property("Kind").EqualTo(FailureKind.Blocked), "one bad answer taints the good one");
    }

    [TestCase("93.184.215.14")]
    [TestCase("10.1.2.3", Description = "a company's own server, over TLS")]
    [TestCase("2606:2800:21f:cb07:6820:80da:af6b:8b2c")]
    [TestCase("2001:4860:4860::8888", Description = "beside Teredo's range")]
    [TestCase("fd12:3456:789a::1", Description = "a company's own server")]
    public async Task Other_addresses_are_used_as_they_are(string answer)
    {
        var addresses = new[] { IPAddress.Parse(answer) };
        Assert.That(
            await AddressGuard.ResolveAsync(new(new Uri("https://api.example.org")), (_, _) => Task.FromResult(addresses), default), Is.EqualTo(addresses));
    }

    [TestCase("http://localhost:1", "127.0.0.1", true)]
    [TestCase("http://localhost:1", "10.0.0.1", false, Description = "localhost in a hosts file of somebody else")]
    [TestCase("http://127.0.0.1:1", null, true)]
    [TestCase("https://[::1]:1", null, true)]
    [TestCase("https://169.254.169.254/v1", null, false)]
    public async Task Names_of_this_machine_and_plain_http_stay_on_this_machine(string url, string? answer, bool allowed)
    {
        var resolving = AddressGuard.ResolveAsync(new(new Uri(url)), (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(answer!)]), default);
        if (allowed)
        {
            Assert.That(IPAddress.IsLoopback((await resolving).Single()));
        }
        else
        {
            Assert.That(async () => await resolving, Throws.InstanceOf<AttemptFailure>());
        }
    }

    [Test]
    public async Task A_blocked_endpoint_is_a_clear_error_and_gets_no_connection()
    {
        await using var fake = await FakeProvider.StartAsync(FakeAnswers.OpenAiAsync);
        var options = OptionsFor("openai", new Uri($"https://rebound.example.org:{fake.Url.Port}/v1")) with { Dimensions = 8 };
        await using var embedder = new ProviderEmbedder(options, TimeProvider.System, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]));
        var failure = await Assert.ThrowsAsync<CtxbException>(() => EmbedAsync(embedder, ["a"]));
        Assert.That(failure!.Message, Does.Contain("127.0.0.1, which may not be connected to"));
        Assert.That(failure.Next, Does.Contain("base URL"));
        Assert.That(fake.Accepted, Is.Zero);
    }

    [Test]
    public async Task A_name_that_DNS_does_not_know_is_said()
    {
        await using var embedder = new ProviderEmbedder(
            OptionsFor("openai", new Uri("https://nowhere.invalid/v1")) with { Dimensions = 8 },
            TimeProvider.System,
            (_, _) => throw new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.HostNotFound));
        Assert.That((await Assert.ThrowsAsync<CtxbException>(() => EmbedAsync(embedder, ["a"])))!.Message, Does.Contain("DNS"));
    }
}
