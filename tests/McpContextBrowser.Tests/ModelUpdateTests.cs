using McpContextBrowser.Core.Embedding.Static;

namespace McpContextBrowser.Tests;

/// <summary>An index outlives the model it was made with: a new version of the tool brings another file.</summary>
public sealed class ModelUpdateTests
{
    private const string Question = "container where the newest element leaves first";

    [Test]
    public async Task Another_file_of_the_built_in_model_embeds_everything_again_once()
    {
        using var folder = new TemporaryFolder();
        var model = await File.ReadAllBytesAsync(StaticModel.DefaultPath);
        model[16 + (12 * 34_000) + 5] ^= 1; // one weight of one word: behind the head and the scales
        await File.WriteAllBytesAsync(folder.Join(StaticModel.FileName), model);
        var updated = new BrowserFixture.CountingEmbedder(new StaticEmbedder(StaticModel.Open(folder.Join(StaticModel.FileName))));
        var isUpdated = false;
        await using var engine = new BrowserFixture { With = options => isUpdated ? options with { Embedder = _ => new(updated) } : options };
        engine.Write("src/stack.py", "class Bounded:\n    def push(self, value):\n        self.items.append(value)\n\n    def pop(self):\n        return self.items.pop()\n");
        engine.Write("lib/headers.py", "def parse_header(line):\n    name, _, value = line.partition(':')\n    return name.strip(), value.strip()\n");
        await engine.IndexAsync();
        await engine.CloseAsync();
        Assert.That(updated.ModelId, Is.Not.EqualTo(engine.Embedder.ModelId));
        var (before, code) = (engine.Embedder.Documents, engine.Embedder.Code);
        Assert.That(code, Is.EqualTo(2));

        isUpdated = true;
        await engine.IndexAsync();
        Assert.That(updated.Code, Is.EqualTo(code), "each piece of code again, by the model that is there now");
        var answer = await engine.SearchAsync(Question);
        Assert.That((answer.Hits[0].Path, answer.Degraded), Is.EqualTo(("src/stack.py", (string?)null)));
        await engine.CloseAsync();

        await engine.IndexAsync();
        await engine.SearchAsync(Question);
        Assert.That(updated.Code, Is.EqualTo(code), "and no more after that");
        Assert.That(engine.Embedder.Documents, Is.EqualTo(before), "the model of before is asked for nothing");
    }
}
