using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Files.Secrets;

namespace McpContextBrowser.Tests.Files.Secrets;

public sealed class SecretFilesTests
{
    [TestCase(".env", ".env*")]
    [TestCase("a/b/.env.production", ".env*")]
    [TestCase(".env.local", ".env*")]
    [TestCase(".ENV", ".env*")]
    [TestCase("prod.env", "*.env")]
    [TestCase(".envrc", ".envrc")]
    [TestCase("id_rsa", "id_rsa")]
    [TestCase("keys/id_ed25519", "id_ed25519")]
    [TestCase("server.pem", "*.pem")]
    [TestCase("tls/SERVER.KEY", "*.key")]
    [TestCase("app.p12", "*.p12")]
    [TestCase("release.keystore", "*.keystore")]
    [TestCase(".npmrc", ".npmrc")]
    [TestCase(".netrc", ".netrc")]
    [TestCase("secrets.tfstate", "*.tfstate")]
    [TestCase("terraform.tfstate.backup", "*.tfstate.*")]
    [TestCase("prod.tfvars", "*.tfvars")]
    [TestCase(".aws/credentials", ".aws/credentials")]
    [TestCase("home/.aws/credentials", ".aws/credentials")]
    [TestCase("root/.config/gcloud/credentials.db", ".config/gcloud/credentials.db")]
    [TestCase(".docker/config.json", ".docker/config.json")]
    [TestCase("x/.kube/config", ".kube/config")]
    public void A_file_of_secrets_is_known_by_its_name(string path, string expected)
    {
        Assert.That(SecretFiles.IsSecretFile(RelativePath.FromNormalised(path), out var rule), Is.True);
        Assert.That(rule, Is.EqualTo(expected));
    }

    [TestCase(".env.example")]
    [TestCase(".env.sample")]
    [TestCase("app/.env.local.template")]
    [TestCase(".env.ts")]
    [TestCase("environment.ts")]
    [TestCase(".environment")]
    [TestCase("env.py")]
    [TestCase("id_rsa.pub")]
    [TestCase("keys.cs")]
    [TestCase("Key.java")]
    [TestCase("secrets.py")]
    [TestCase("credentials")]
    [TestCase("config.json")]
    [TestCase("config")]
    [TestCase("locales/en/auth.json")]
    [TestCase("aws/credentials")]
    [TestCase("pem.go")]
    public void A_file_that_may_hold_other_things_is_left_to_the_scanner(string path)
    {
        Assert.That(SecretFiles.IsSecretFile(RelativePath.FromNormalised(path), out var rule), Is.False);
        Assert.That(rule, Is.Null);
    }
}
