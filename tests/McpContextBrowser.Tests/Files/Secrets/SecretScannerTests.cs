using System.Text.RegularExpressions;
using McpContextBrowser.Core.Files.Secrets;

namespace McpContextBrowser.Tests.Files.Secrets;

public sealed class SecretScannerTests
{
    private static readonly int[] Seeds = [1, 2, 3, 20260101];

    [TestCaseSource(nameof(Seeds))]
    public void Every_canary_is_kept_out_whole(int seed)
    {
        var canaries = new SecretCorpus(seed).Canaries().ToArray();
        var leaks = canaries.Where(canary => Leaks(canary.Secret, SecretScanner.Redact(canary.Text, out _))).ToArray();
        TestContext.Out.WriteLine($"seed {seed}: {canaries.Length} canaries, {leaks.Length} leaked");
        Assert.That(canaries, Has.Length.GreaterThanOrEqualTo(60));
        Assert.That(leaks, Is.Empty, string.Join("\n", leaks.Select(leak => $"{leak.Name}: {leak.Text}")));
    }

    [TestCaseSource(nameof(Seeds))]
    public void At_most_two_look_alikes_in_a_hundred_are_redacted(int seed)
    {
        var texts = new SecretCorpus(seed).LookAlikes().ToArray();
        var redacted = texts.Where(text => !ReferenceEquals(SecretScanner.Redact(text, out _), text)).ToArray();
        TestContext.Out.WriteLine($"seed {seed}: {texts.Length} look-alikes, {redacted.Length} redacted");
        Assert.That(texts, Has.Length.GreaterThanOrEqualTo(300));
        Assert.That(redacted, Has.Length.LessThanOrEqualTo(texts.Length / 50), string.Join("\n", redacted));
    }

    [Test]
    public void Lines_stay_and_a_second_pass_finds_nothing()
    {
        foreach (var canary in new SecretCorpus(5).Canaries())
        {
            var text = $"first\r\n{canary.Text}\nlast\r";
            var redacted = SecretScanner.Redact(text, out var findings);
            Assert.That(LineEnds(redacted), Is.EqualTo(LineEnds(text)), canary.Name);
            Assert.That(SecretScanner.Redact(redacted, out _), Is.SameAs(redacted), $"{canary.Name}: {redacted}");
            foreach (var finding in findings)
            {
                Assert.That(redacted, Does.Contain($"[redacted:{finding.Rule}]"), canary.Name);
                Assert.That(finding.Line, Is.EqualTo(text[..finding.Start].Count(c => c == '\n') + 1), canary.Name);
            }
        }
    }

    [Test]
    public void What_stands_around_a_secret_stays()
    {
        var secret = new string([.. "aB3xY9kQ2mN7pL5vT8wR"]);
        Assert.That(
            SecretScanner.Redact($"int a; // before\nvar password = \"{secret}\"; // after\nint b;", out var findings),
            Is.EqualTo("int a; // before\nvar password = \"[redacted:password]\"; // after\nint b;"));
        Assert.That(findings, Is.EqualTo(new[] { new SecretFinding("password", 2, 33, 20) }));
    }

    [Test]
    public void A_format_that_gives_itself_away_names_the_finding()
    {
        var token = "ghp_" + string.Concat(Enumerable.Repeat("a1B2", 9));
        Assert.That(SecretScanner.Redact($"token = \"{token}\"", out _), Is.EqualTo("token = \"[redacted:github-token]\""));
    }

    [Test]
    public void The_planted_secrets_of_the_hostile_tree_are_found()
    {
        var id = "AKIA" + "IOSFODNN7" + "EXAMPLE";
        var key = "wJalrXUtnFEMI/K7MDENG/" + "bPxRfiCY" + "EXAMPLEKEY";
        var redacted = SecretScanner.Redact($"aws_access_key_id = \"{id}\"\naws_secret_access_key = \"{key}\"\ndef f(x):\n    return x\n", out var findings);
        Assert.That(findings.Select(finding => finding.Rule), Is.EqualTo(new[] { "aws-access-key", "aws-secret-key" }));
        Assert.That(redacted, Does.EndWith("def f(x):\n    return x\n"));
    }

    [Test]
    public void A_text_without_secrets_comes_back_as_it_is()
    {
        const string Text = "class Token { string Password { get; set; } }";
        Assert.That(SecretScanner.Redact(Text, out var findings), Is.SameAs(Text));
        Assert.That(findings, Is.Empty);
    }

    [TestCase("")]
    [TestCase("k")]
    [TestCase("key")]
    [TestCase("password=")]
    [TestCase("password=\"")]
    [TestCase("\"password\":")]
    [TestCase("<password>")]
    [TestCase("password: \"\\")]
    [TestCase("://")]
    [TestCase("http://@")]
    [TestCase("http://:@x")]
    [TestCase("Basic")]
    [TestCase("Bearer ")]
    [TestCase("-----BEGIN PRIVATE KEY")]
    [TestCase("-----BEGIN PRIVATE KEY-----")]
    [TestCase("PuTTY-User-Key-File-3")]
    [TestCase("<RSAKeyValue>")]
    [TestCase("\"kty\"")]
    [TestCase("curl -u ")]
    [TestCase("&sig=")]
    [TestCase("eyJeyJeyJeyJeyJeyJeyJ")]
    public void Beginnings_without_an_end_are_no_secrets(string text) =>
        Assert.That(SecretScanner.Redact(text, out _), Is.SameAs(text));

    [Test]
    public void Cutting_a_text_anywhere_never_fails()
    {
        var text = string.Join('\n', new SecretCorpus(6).Canaries().Select(canary => canary.Text));
        for (var cut = 0; cut < text.Length; cut += 37)
        {
            Assert.That(() => SecretScanner.Redact(text[cut..Math.Min(text.Length, cut + 300)], out _), Throws.Nothing, $"at {cut}");
        }
    }

    [TestCase("eyJ")]
    [TestCase("password=")]
    [TestCase("key: ")]
    [TestCase("-----BEGIN PRIVATE KEY-----\n")]
    [TestCase("://a:")]
    [TestCase("ghp_")]
    [TestCase("\"kty\":{")]
    [TestCase("a1B2")]
    [TestCase("token\n\n")]
    [TestCase("<RSAKeyValue>")]
    public void A_hostile_repetition_ends(string piece) =>
        Assert.That(() => SecretScanner.Redact(string.Concat(Enumerable.Repeat(piece, 50_000 / piece.Length)), out _), Throws.Nothing);

    [Test]
    public void Every_rule_names_its_source_and_has_an_anchor_that_can_be_looked_up()
    {
        Assert.Multiple(() =>
        {
            foreach (var rule in ProviderRules.All)
            {
                Assert.That(rule.Source, Is.Not.Empty, rule.Name);
                Assert.That(rule.Anchor, Has.Length.GreaterThanOrEqualTo(2), rule.Name);
                Assert.That(rule.Name, Does.Match("^[a-z0-9-]+$"));
            }
        });
        TestContext.Out.WriteLine($"{ProviderRules.All.Length} anchors, {ProviderRules.All.Select(rule => rule.Name).Distinct().Count()} kinds");
    }

    // Eight characters in a row are more than chance.
    private static bool Leaks(string secret, string redacted)
    {
        redacted = Regex.Replace(redacted, @"\[redacted:[a-z0-9-]+\]", ""); // a rule's name may be a token's prefix
        var width = Math.Min(8, secret.Length);
        return Enumerable.Range(0, secret.Length - width + 1).Any(i => redacted.Contains(secret.Substring(i, width), StringComparison.Ordinal));
    }

    private static string LineEnds(string text) => new([.. text.Where(c => c is '\n' or '\r')]);
}
