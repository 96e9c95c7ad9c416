using System.Text.Json;
using McpContextBrowser.Tests.Indexing;

namespace McpContextBrowser.Tests.EndToEnd;

/// <summary>docs/ci.md is run as it stands, with the real process: what it promises is what happens.</summary>
public sealed class CiDocumentTests
{
    private const int Files = 1_000;

    [Test]
    public async Task The_journey_of_the_document_embeds_nothing_twice_and_every_command_does_what_is_said()
    {
        using var place = new Workplace();
        var work = place.Disk;
        var repository = work.Folder("origin");
        Repository.WriteFiles(repository, Files - 2);
        work.Write("origin/README.md", "# app\n");
        work.Write("origin/header.py", "def parse_session_header(line):\n    return line.partition(':')\n");
        foreach (var words in new[] { "init -q", "add .", "-c user.name=x -c user.email=x@y commit -qm first" })
        {
            await Programs.NeedAsync("the journey", repository, "git", words.Split(' '));
        }

        await place.RunAsync(work.Path, $"set -e\n{new Document("docs/ci.md").Block("sh")}", ("WORK", work.Folder("work")), ("REPOSITORY", repository));
        var moved = Read(work.Join("work", "moved.json"));
        var hits = Read(work.Join("work", "hits.json"));
        TestContext.Out.WriteLine($"moved house: {moved}");
        Assert.Multiple(() =>
        {
            Assert.That((moved.GetProperty("files").GetInt32(), moved.GetProperty("embedded").GetInt32()), Is.EqualTo((Files, 0)));
            Assert.That(hits[0].GetProperty("path").GetString(), Is.EqualTo("header.py"));
            Assert.That(Read(work.Join("work", "left.json")).GetProperty("embedded").GetInt32(), Is.Zero);
            Assert.That(Read(work.Join("work", "right.json")).GetProperty("embedded").GetInt32(), Is.Zero);
            Assert.That(File.ReadAllText(work.Join("work", "gate.txt")), Is.EqualTo("stale: 1\n"));
        });
    }

    private static JsonElement Read(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        return document.RootElement.Clone();
    }
}
