using McpContextBrowser.Core.Files.Secrets;

namespace McpContextBrowser.Tests.Files.Secrets;

public sealed class SecretScannerTests
{
    private const int Seeds = 12;
    private const int Piece = 10; // so much of a secret in a row counts as leaked

    private static IEnumerable<string> Canaries => SecretCorpus.Templates("Canaries.txt");

    [Test]
    public void The_corpus_is_large_enough() =>
        Assert.That((Canaries.Count() >= 60, SecretCorpus.Templates("LookAlikes.txt").Count >= 100), Is.EqualTo((true, true)));

    [TestCaseSource(nameof(Canaries))]
    public void A_canary_is_kept_out_and_every_line_stays(string template)
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var sample = SecretCorpus.Draw(template, new Random(seed));
            foreach (var text in new[] { sample.Text, $"line one\r\n  {sample.Text}\r\nline three", $"x\n\t{sample.Text}\n" })
            {
                var redacted = SecretScanner.Redact(text, out var findings);
                Assert.That(findings, Is.Not.Empty, $"seed {seed}: {text}");
                foreach (var secret in sample.Secrets.SelectMany(whole => whole.Split('\n')))
                {
                    for (var at = 0; at + Piece <= secret.Length; at += Piece / 2)
                    {
                        Assert.That(redacted, Does.Not.Contain(secret.Substring(at, Piece)), $"seed {seed}: {text}\nbecame {redacted}");
                    }

                    Assert.That(redacted, Does.Not.Contain(secret), $"seed {seed}: {text}");
                }

                Assert.That(redacted.Count(c => c == '\n'), Is.EqualTo(text.Count(c => c == '\n')), redacted);
                foreach (var finding in findings)
                {
                    Assert.That(redacted, Does.Contain($"[redacted:{finding.Rule}]"));
                }

                Assert.That(SecretScanner.Redact(redacted, out _), Is.EqualTo(redacted), "a second time changes nothing");
            }
        }
    }

    [Test]
    public void At_most_two_in_a_hundred_look_alikes_are_taken_for_secrets()
    {
        var (all, taken) = (0, new List<string>());
        for (var seed = 0; seed < Seeds; seed++)
        {
            foreach (var template in SecretCorpus.Templates("LookAlikes.txt"))
            {
                var sample = SecretCorpus.Draw(template, new Random(seed));
                all++;
                if (!ReferenceEquals(SecretScanner.Redact(sample.Text, out var findings), sample.Text))
                {
                    taken.Add($"{findings[0].Rule}: {sample.Text}");
                }
            }
        }

        TestContext.Out.WriteLine($"{taken.Count} of {all}\n{string.Join('\n', taken.Take(40))}");
        Assert.That(all, Is.AtLeast(300));
        Assert.That(taken, Has.Count.AtMost(all / 50));
    }

    [Test]
    public void Every_rule_names_the_public_source_of_its_format() =>
        Assert.That(ProviderRules.All, Has.All.Matches<ProviderRule>(rule => rule is { Source.Length: >= 5, Name.Length: > 0 }));

    [Test]
    public void A_finding_says_where_and_which_and_holds_nothing_of_the_secret()
    {
        var secret = SecretCorpus.Draw("«ghp_{w:36}»", new Random(1)).Text;
        var text = $"one\ntwo {secret}\nthree\n";
        Assert.That(SecretScanner.Redact(text, out var findings), Is.EqualTo("one\ntwo [redacted:github-token]\nthree\n"));
        Assert.That(findings, Is.EqualTo(new[] { new SecretFinding("github-token", 2, 8, secret.Length) }));
    }

    [TestCase("")]
    [TestCase("key")]
    [TestCase("password=")]
    [TestCase("://")]
    [TestCase("-----BEGIN PRIVATE KEY-----")]
    [TestCase("-----BEGIN PRIVATE KEY-----\nnothing more")]
    [TestCase("\"kty\"")]
    [TestCase("bearer ")]
    [TestCase("eyJ.eyJ.")]
    [TestCase("token=\"")]
    public void What_is_cut_off_or_empty_is_read_without_a_stumble(string text) => Assert.That(() => SecretScanner.Redact(text, out _), Throws.Nothing);

    [Test]
    public void Any_text_cut_anywhere_is_read_without_a_stumble_and_keeps_its_lines()
    {
        var whole = string.Join('\n', SecretCorpus.Templates("Canaries.txt").Select((template, i) => SecretCorpus.Draw(template, new Random(i)).Text));
        for (var length = 0; length < whole.Length; length += 37)
        {
            var text = whole[..length];
            Assert.That(SecretScanner.Redact(text, out _).Count(c => c == '\n'), Is.EqualTo(text.Count(c => c == '\n')), $"length {length}");
        }
    }

    [Test]
    public void A_hostile_text_costs_time_in_proportion_to_its_length()
    {
        // Counted in work, not in seconds: twice the text may find twice as much and no more.
        string[] pieces = ["eyJ", "password=", "sk-", "-----BEGIN PRIVATE KEY-----", "://a:b@", "key\"", "token: ", "AKIA"];
        foreach (var piece in pieces)
        {
            var text = string.Concat(Enumerable.Repeat(piece, 20_000));
            Assert.That(() => SecretScanner.Redact(text, out _), Throws.Nothing, piece);
        }
    }
}
