using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Files.Secrets;

namespace McpContextBrowser.Tests.Files.Secrets;

public sealed class SecretFilesTests
{
    [TestCase(".env", ".env*")]
    [TestCase("deploy/.env.production", ".env*")]
    [TestCase(".ENV.local", ".env*")]
    [TestCase("id_ed25519", "id_ed25519")]
    [TestCase("certs/server.key", "*.key")]
    [TestCase("store.JKS", "*.jks")]
    [TestCase("vault.kdbx", "*.kdbx")]
    [TestCase("terraform.tfstate.backup", "*.tfstate.*")]
    [TestCase("home/.aws/credentials", ".aws/credentials")]
    [TestCase(".kube/config", ".kube/config")]
    [TestCase("a/b/.config/gcloud/credentials.db", ".config/gcloud/credentials.db")]
    [TestCase(".netrc", ".netrc")]
    [TestCase("prod.env", "*.env")]
    public void A_file_that_is_nothing_but_secrets_is_known_by_its_name(string path, string rule)
    {
        Assert.That(SecretFiles.IsSecretFile(RelativePath.FromNormalised(path), out var found), Is.True);
        Assert.That(found, Is.EqualTo(rule));
    }

    [TestCase(".env.example")]
    [TestCase(".env.sample")]
    [TestCase(".env-template")]
    [TestCase(".env.ts")]
    [TestCase(".environment")]
    [TestCase("src/config")]
    [TestCase("aws/credentials")]
    [TestCase("keyboard.cs")]
    [TestCase("id_rsa.cs")]
    [TestCase("id_rsa.pub")]
    [TestCase("credentials.go")]
    [TestCase("key")]
    public void An_ordinary_file_is_not(string path) => Assert.That(SecretFiles.IsSecretFile(RelativePath.FromNormalised(path), out _), Is.False);
}
