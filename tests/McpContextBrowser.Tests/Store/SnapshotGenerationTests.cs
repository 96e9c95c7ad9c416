using System.Globalization;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Tests.Store;

/// <summary>While a writer commits and replaces snapshots without rest, every reader sees one generation: whole, and never a mixture.</summary>
[TestFixture]
public sealed class SnapshotGenerationTests
{
    private const string Root = "/somewhere/project";
    private const string Model = "test-model";
    private const int Files = 12;
    private const int Readers = 3;
    private const int GenerationsOfEach = 12;
    private const int MostGenerations = 2_000; // ends a test whose readers make no progress

    [Test]
    public async Task Readers_during_a_snapshot_see_one_generation()
    {
        using var keys = new TestKeys();
        var folder = Path.Join(keys.Folder, "collection");
        await using var store = SqliteContentStore.Open(folder, keys.Collection, TimeProvider.System);
        await using var writer = (await store.TryBeginWriteAsync(default))!;
        await WriteAsync(1);
        var views = new int[Readers];
        var generations = new HashSet<int>[Readers];
        var generation = 1;
        var ended = false;
        var readers = Enumerable.Range(0, Readers).Select(reader => Task.Run(() => ReadAsync(reader))).ToArray();
        while (readers.Any(reader => !reader.IsCompleted) && generation < MostGenerations)
        {
            await WriteAsync(++generation);
        }

        ended = true;
        await Task.WhenAll(readers);
        TestContext.Out.WriteLine($"{generation} generations; views of each reader: {string.Join(", ", views)}; generations seen: {string.Join(", ", generations.Select(seen => seen.Count))}");
        Assert.That(generations.Select(seen => seen.Count), Has.All.EqualTo(GenerationsOfEach), "the readers were there while it changed");

        async Task WriteAsync(int number)
        {
            var contents = Enumerable.Range(0, Files).Select(file => Content(file, number)).ToList();
            var head = await writer.CommitAsync(
                new StoreBatch
                {
                    Tree = new TreeInfo { Root = Root, Complete = true, IgnorePatterns = [Text(number)] },
                    Model = Model,
                    Contents = contents,
                    Changes = [.. contents.Select((content, file) => new TreeChange(RelativePath.FromNormalised($"f{file:D2}"), content.Name, default, default))],
                },
                default);
            var builder = new SegmentBuilder();
            await foreach (var content in store.ReadContentsAsync([.. Enumerable.Range(0, Files).Select(i => head.LastContent - Files + 1 + i)], Model, default))
            {
                builder.Add(content.Id, content.Record, content.Vectors);
            }

            await writer.PublishSnapshotAsync(builder.ToSections(), Model, default);
        }

        // Each reader is a store of its own, as another process has it.
        async Task ReadAsync(int reader)
        {
            await using var own = SqliteContentStore.Open(folder, keys.Collection, TimeProvider.System);
            using var opened = new IndexViews(own);
            var seen = generations[reader] = [];
            (IndexView View, string Generation)? held = null;
            for (; seen.Count < GenerationsOfEach && !Volatile.Read(ref ended); views[reader]++)
            {
                var head = await own.ReadHeadAsync(default);
                var tree = (await own.ReadTreeAsync(Root, default))!;
                var view = await opened.OpenAsync(head, tree, [], Model, default);
                Assert.That(opened.SnapshotProblem, Is.Null);
                await CheckAsync(view, tree.Info.IgnorePatterns[0]);
                seen.Add(int.Parse(tree.Info.IgnorePatterns[0], CultureInfo.InvariantCulture));
                held ??= (view, tree.Info.IgnorePatterns[0]);
            }

            await CheckAsync(held!.Value.View, held.Value.Generation); // what a search holds stays what it was
        }

        static async Task CheckAsync(IndexView view, string generation)
        {
            Assert.That(view.Places, Has.Count.EqualTo(Files));
            for (var place = 0; place < Files; place++)
            {
                var text = $"file {place} of generation {generation}";
                Assert.That(await view.ReadTextAsync(place, default), Is.EqualTo(text));
                var (chunks, content) = (view.Segments[view.Places[place].Segment].Chunks, view.Places[place].Content);
                Assert.That(chunks[chunks.FirstChunk[content]].Length, Is.EqualTo(text.Length));
            }
        }

        NewContent Content(int file, int number)
        {
            var text = $"file {file} of generation {Text(number)}";
            return SampleContent.Of(keys.Collection.Lookup.Text(text), text);
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
