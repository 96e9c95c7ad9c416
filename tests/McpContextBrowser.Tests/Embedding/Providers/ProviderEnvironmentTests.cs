using McpContextBrowser.Configuration;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Embedding.Providers;

namespace McpContextBrowser.Tests.Embedding.Providers;

public sealed class ProviderEnvironmentTests
{
    [TestCase("OpenAI", "openai")]
    [TestCase(" VoyageAI ", "voyage")]
    [TestCase("Gemini", "gemini")]
    [TestCase("somebody", "somebody")]
    public void Providers_are_known_by_the_names_other_tools_use(string given, string name) =>
        Assert.That(ProviderEnvironment.NameOf(given), Is.EqualTo(name));

    [Test]
    public void What_is_no_provider_gets_neither_address_nor_key()
    {
        var options = Apply(new(), ("OPENAI_API_KEY", "sk-1"), ("VOYAGE_API_KEY", "v"), ("OPENAI_BASE_URL", "http://localhost:1"));
        Assert.That((options.Provider, options.Endpoints.Count), Is.EqualTo(("builtin", 0)));
    }

    [Test]
    public void An_address_and_a_key_of_the_environment_are_taken()
    {
        var options = Apply(new() { Provider = "openai" }, ("OPENAI_API_KEY", "sk-1"), ("OPENAI_BASE_URL", "http://localhost:1234/v1"));
        Assert.That(options.Endpoints.Single().BaseUrl, Is.EqualTo(new Uri("http://localhost:1234/v1")));
        Assert.That(options.Endpoints.Single().Key!.Reveal(), Is.EqualTo("sk-1"));
        Assert.That(options.Problems(), Is.Empty);
    }

    [TestCase("gemini", "https://generativelanguage.googleapis.com/v1beta")]
    [TestCase("voyage", "https://api.voyageai.com/v1")]
    [TestCase("openai", "https://api.openai.com/v1")]
    public void Without_an_address_it_is_the_public_one(string provider, string url)
    {
        var options = Apply(new() { Provider = provider }, ($"{provider.ToUpperInvariant()}_API_KEY", "k"));
        Assert.That((options.Endpoints.Single().BaseUrl, options.Endpoints.Single().Key!.Reveal()), Is.EqualTo((new Uri(url), "k")));
    }

    [TestCase(null, "http://127.0.0.1:11434/")]
    [TestCase("192.168.1.5", "http://192.168.1.5:11434/")]
    [TestCase("box:8080", "http://box:8080/")]
    [TestCase(":5000", "http://127.0.0.1:5000/")]
    [TestCase("0.0.0.0:11434", "http://127.0.0.1:11434/")]
    [TestCase("0.0.0.0", "http://127.0.0.1:11434/")]
    [TestCase("https://ollama.example.org", "https://ollama.example.org/")]
    public void Ollamas_own_notation_of_its_host_is_understood(string? host, string url) =>
        Assert.That(Apply(new() { Provider = "ollama" }, ("OLLAMA_HOST", host)).Endpoints.Single().BaseUrl, Is.EqualTo(new Uri(url)));

    [Test]
    public void An_address_that_is_none_is_a_problem_and_not_a_crash()
    {
        Assert.That(EndpointText.Read("not an address"), Is.Null);
        Assert.That(Apply(new() { Provider = "openai" }, ("OPENAI_BASE_URL", "nonsense")).Problems(), Is.Not.Empty);
        Assert.That(Apply(new() { Provider = "ollama" }, ("OLLAMA_HOST", "http://a:b:c")).Problems(), Is.Not.Empty);
    }

    [Test]
    public void Configured_endpoints_stay_and_get_the_key_they_lack()
    {
        var configured = new EmbeddingOptions
        {
            Provider = "openai",
            Endpoints = [new(new Uri("https://one.example.org")), new(new Uri("https://two.example.org"), ApiKey.From("own"))],
        };
        Assert.That(Apply(configured, ("OPENAI_API_KEY", "sk-1")).Endpoints.Select(e => e.Key!.Reveal()), Is.EqualTo(new[] { "sk-1", "own" }));
    }

    [Test]
    public void An_endpoints_own_key_file_goes_before_the_providers_key()
    {
        var file = Path.Join(TestContext.CurrentContext.WorkDirectory, $"{Guid.NewGuid():N}.key");
        File.WriteAllText(file, "own");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        var endpoints = new[] { EndpointText.Read("https://one.example.org")!, EndpointText.Read($"https://two.example.org {file}")! };
        var options = Apply(new() { Provider = "openai", Endpoints = endpoints }, ("OPENAI_API_KEY", "sk-1"));
        File.Delete(file);
        Assert.That(options.Endpoints.Select(e => e.Key!.Reveal()), Is.EqualTo(new[] { "sk-1", "own" }));
        Assert.That(EndpointText.Read("https://one.example.org relative.key"), Is.Null);
    }

    [Test]
    public void A_key_file_must_be_its_owners_alone()
    {
        var file = Path.Join(TestContext.CurrentContext.WorkDirectory, $"{Guid.NewGuid():N}.key");
        File.WriteAllText(file, "sk-from-file\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.OtherRead);
            Assert.That(
                () => Apply(new() { Provider = "voyage" }, ("VOYAGE_API_KEY_FILE", file)),
                Throws.InstanceOf<CtxbException>().With.Property("Code").EqualTo(ErrorCodes.KeyExposed));
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        var key = Apply(new() { Provider = "voyage" }, ("VOYAGE_API_KEY_FILE", file)).Endpoints.Single().Key!;
        Assert.That((key.Reveal(), key.ToString()), Is.EqualTo(("sk-from-file", "(secret)")));
        File.WriteAllText(file, " ");
        Assert.That(() => ApiKey.FromFile(file, "X_FILE"), Throws.InstanceOf<CtxbException>().With.Property("Code").EqualTo(ErrorCodes.KeyMissing));
        File.Delete(file);
        Assert.That(() => ApiKey.FromFile(file, "X_FILE"), Throws.InstanceOf<CtxbException>().With.Property("Code").EqualTo(ErrorCodes.KeyMissing));
    }

    [TestCase("OPENAI_API_KEY_FILE", "sk-misplaced")]
    [TestCase("OPENAI_API_KEY_FILE", "/sk-misplaced")]
    [TestCase("OPENAI_BASE_URL", "sk-misplaced")]
    [TestCase("OPENAI_BASE_URL", "sk-misplaced:443")]
    [TestCase("OPENAI_BASE_URL", "http://sk-misplaced")]
    [TestCase("OPENAI_BASE_URL", "https://sk-misplaced@example.org/v1")]
    [TestCase("OPENAI_BASE_URL", "https://example.org/v1?key=sk-misplaced")]
    [TestCase("OPENAI_BASE_URL", "https://example.org/v1?api-version=1&key=sk-misplaced")]
    [TestCase("OPENAI_BASE_URL", "https://example.org/v1#sk-misplaced")]
    [TestCase("CTXB_EMBEDDING_KEY_FILE", "sk-misplaced")]
    [TestCase("CTXB_EMBEDDING_KEY_FILE", "/sk-misplaced")]
    [TestCase("CTXB_EMBEDDING_ENDPOINTS", "https://example.org/v1 sk-misplaced")]
    [TestCase("CTXB_EMBEDDING_ENDPOINTS", "https://example.org/v1 /sk-misplaced")]
    public void A_key_in_the_wrong_place_is_refused_without_being_repeated(string name, string value)
    {
        using var home = new TemporaryFolder();
        var surroundings = new Surroundings(new Dictionary<string, string> { ["CTXB_EMBEDDING"] = "openai", [name] = value }, home.Path, home.Path, SystemKind.Linux);
        var refusal = Assert.Throws<CtxbException>(() =>
        {
            var options = ConfigLoader.Load(surroundings, new Dictionary<string, (string, string)>()).Embedding;
            ProviderEnvironment.WithKeys(options, surroundings.Variable);
        });
        Assert.That(refusal!.ToString() + refusal.Next, Does.Not.Contain("sk-misplaced"));
        Assert.That(refusal.Message, Does.Contain(name).Or.Contain("embedding."));
    }

    [Test]
    public void An_endpoint_is_shown_by_its_name_alone() =>
        Assert.That(new EndpointOptions(new Uri("https://user:pw@example.org/v1?key=sk-1")).ToString(), Is.EqualTo("example.org"));

    [Test]
    public void Options_in_a_log_show_no_key()
    {
        var options = Apply(new() { Provider = "openai" }, ("OPENAI_API_KEY", "sk-1"));
        Assert.That(options.ToString() + options.Endpoints[0], Does.Not.Contain("sk-1"));
    }

    /// <summary>What the loader of settings does: an address of the environment stands for the configured ones, then keys are added.</summary>
    private static EmbeddingOptions Apply(EmbeddingOptions options, params (string Name, string? Value)[] variables)
    {
        var address = ProviderEnvironment.Address(options.Provider, Variable)?.Address;
        return ProviderEnvironment.WithKeys(address is null ? options : options with { Endpoints = [EndpointText.Read(address)!] }, Variable);

        string? Variable(string name) => variables.FirstOrDefault(v => v.Name == name).Value;
    }
}
