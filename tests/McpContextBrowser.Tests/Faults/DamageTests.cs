using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Tests.Faults;

/// <summary>Whatever happens to the bytes of an index: it answers as before, or it refuses and says what to do. Never another answer.</summary>
[TestFixture]
public sealed class DamageTests
{
    private const int Seed = 20261124;
    private static readonly string[] Questions = ["ledger balance", "Ledger3", "carry the remainder over"];

    [Test]
    public Task A_flipped_bit_never_gives_another_answer() => FlipAsync(30);

    [Test, Slow]
    public Task A_flipped_bit_never_gives_another_answer_at_two_thousand_places() => FlipAsync(2000);

    [Test]
    public async Task A_truncated_file_never_gives_another_answer()
    {
        await using var fixture = await IndexedAsync();
        var right = await AnswersAsync(fixture);
        var files = Files(fixture);
        foreach (var (file, bytes) in files)
        {
            foreach (var length in new[] { 0, 1, bytes.Length / 2, bytes.Length - 1 }.Where(length => length >= 0 && length < bytes.Length).Distinct())
            {
                File.WriteAllBytes(file, bytes[..length]);
                await CheckAsync(fixture, right, $"{Path.GetFileName(file)} cut to {length} of {bytes.Length} bytes");
                Restore(fixture, files);
            }
        }
    }

    private static async Task FlipAsync(int places)
    {
        TestContext.Out.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        await using var fixture = await IndexedAsync();
        var right = await AnswersAsync(fixture);
        var files = Files(fixture);
        var refused = 0;
        for (var i = 0; i < places; i++)
        {
            var (file, bytes) = files.ElementAt(i % files.Count);
            if (bytes.Length == 0)
            {
                continue;
            }

            var at = random.Next(bytes.Length);
            var damaged = (byte[])bytes.Clone();
            damaged[at] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(file, damaged);
            refused += await CheckAsync(fixture, right, $"bit flipped in byte {at} of {Path.GetFileName(file)}") ? 1 : 0;
            Restore(fixture, files);
        }

        TestContext.Out.WriteLine($"{places} places, {refused} refused, {places - refused} answered as before");
    }

    private static async Task<BrowserFixture> IndexedAsync()
    {
        var fixture = new BrowserFixture();
        for (var i = 0; i < 8; i++)
        {
            fixture.Write($"src/ledger{i}.cs", $"public sealed class Ledger{i}\n{{\n    // carry the remainder over to account {i}\n    public int Balance(int amount) => amount * {i + 3};\n}}\n");
        }

        await fixture.IndexAsync();
        await fixture.CloseAsync();
        return fixture;
    }

    private static Dictionary<string, byte[]> Files(BrowserFixture fixture) =>
        Directory.EnumerateFiles(fixture.DataFolder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToDictionary(file => file, File.ReadAllBytes);

    private static void Restore(BrowserFixture fixture, Dictionary<string, byte[]> files)
    {
        foreach (var file in Directory.EnumerateFiles(fixture.DataFolder, "*", SearchOption.AllDirectories).Where(file => !files.ContainsKey(file)))
        {
            File.Delete(file);
        }

        foreach (var (file, bytes) in files)
        {
            File.WriteAllBytes(file, bytes);
        }
    }

    private static async Task<List<string>> AnswersAsync(BrowserFixture fixture)
    {
        await using var browser = fixture.NewBrowser();
        var answers = new List<string>();
        foreach (var question in Questions)
        {
            var answer = await browser.SearchAsync(new SearchRequest { Query = question, Roots = [fixture.Root] }, null, BrowserFixture.Call, default);
            answers.Add(string.Join('\n', answer.Hits.Select(hit => $"{hit.Path}:{hit.StartLine}-{hit.EndLine} {hit.Score:F4}\n{hit.Text}")));
        }

        return answers;
    }

    /// <returns>True when it was refused.</returns>
    private static async Task<bool> CheckAsync(BrowserFixture fixture, List<string> right, string damage)
    {
        try
        {
            Assert.That(await AnswersAsync(fixture), Is.EqualTo(right), damage);
            return false;
        }
        catch (CtxbException refusal)
        {
            Assert.That(refusal.Next, Is.Not.Empty, damage);
            return true;
        }
    }
}
