using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Tests.Store;

/// <summary>What every <see cref="IContentStore"/> must do; a second store runs the same tests.</summary>
public abstract class ContentStoreContract
{
    protected const string Root = "/somewhere/project";
    protected const string Model = "test-model";

    protected IContentStore Store { get; private set; } = null!;

    [SetUp]
    public void OpenStore() => Store = Open();

    [TearDown]
    public async Task CloseStore()
    {
        await Store.DisposeAsync();
        Clean();
    }

    [Test]
    public async Task An_empty_store_has_no_tree_and_stands_at_sequence_zero()
    {
        Assert.That(await Store.ReadHeadAsync(default), Is.EqualTo(new StoreHead(0, 0, null)));
        Assert.That(await Store.ReadTreesAsync(default), Is.Empty);
        Assert.That(await Store.ReadTreeAsync(Root, default), Is.Null);
    }

    [Test]
    public async Task A_committed_batch_is_read_back_whole_by_a_new_opening()
    {
        var content = Content("class A { }");
        await CommitAsync(Batch([content], [File("a.cs", content), Skipped("b.bin", SkipReason.Binary)]));
        await Store.DisposeAsync();
        OpenStore();

        var tree = await Store.ReadTreeAsync(Root, default);
        Assert.That(tree!.Entries.Select(entry => entry.Path.Value), Is.EqualTo(new[] { "a.cs", "b.bin" }));
        Assert.That(tree.Entries[1].Skip.Reason, Is.EqualTo(SkipReason.Binary));
        var id = tree.Entries[0].Content;
        Assert.That(await Store.ReadTextAsync(id, TextPart.Whole, default), Is.EqualTo("class A { }"));
        Assert.That(await Store.HoldsAsync(id, new("CLASS a"), default), Is.True);
        Assert.That(await Store.HoldsAsync(id, new("class b"), default), Is.False);
        var stored = await ReadAsync([id]);
        Assert.That(stored[0].Record.Chunks, Is.EqualTo(content.Record.Chunks));
        Assert.That(stored[0].Record.Terms.ToArray(), Is.EqualTo(content.Record.Terms.ToArray()));
        Assert.That(stored[0].Vectors!.Value.Bytes.ToArray(), Is.EqualTo(content.Vectors!.Value.Bytes.ToArray()));
        Assert.That(tree.Entries[0].Chunks, Is.EqualTo(1));
    }

    [Test]
    public async Task Every_commit_raises_the_sequence_by_one_and_stamps_the_tree_with_it()
    {
        var content = Content("x");
        Assert.That((await CommitAsync(Batch([content], [File("x", content)]))).Sequence, Is.EqualTo(1));
        Assert.That((await CommitAsync(Batch([], [File("y", content)]))).Sequence, Is.EqualTo(2));
        var trees = await Store.ReadTreesAsync(default);
        Assert.That(trees.Single().Sequence, Is.EqualTo(2));
        Assert.That(trees.Single().IndexedAt, Is.Not.Null);
    }

    [Test]
    public async Task Two_trees_share_a_content_that_both_have()
    {
        var content = Content("shared");
        await CommitAsync(Batch([content], [File("one.cs", content)]));
        await CommitAsync(Batch([content], [File("two.cs", content)], "/somewhere/else"));
        var first = await Store.ReadTreeAsync(Root, default);
        var second = await Store.ReadTreeAsync("/somewhere/else", default);
        Assert.That(second!.Entries[0].Content, Is.EqualTo(first!.Entries[0].Content));
        Assert.That((await Store.ReadHeadAsync(default)).LastContent, Is.EqualTo(1));
    }

    [Test]
    public async Task A_content_counts_as_found_only_with_vectors_of_the_model()
    {
        var content = Content("text");
        await CommitAsync(Batch([content], [File("a", content)]));
        Assert.That(await Store.FindContentsAsync([content.Name], "", default), Does.ContainKey(content.Name));
        Assert.That(await Store.FindContentsAsync([content.Name], Model, default), Does.ContainKey(content.Name));
        Assert.That(await Store.FindContentsAsync([content.Name], "another", default), Is.Empty);
        Assert.That(await Store.FindContentsAsync([Name("unknown")], "", default), Is.Empty);
    }

    [Test]
    public async Task A_removed_path_is_gone_and_a_changed_one_has_its_new_content()
    {
        var before = Content("before");
        var after = Content("after");
        await CommitAsync(Batch([before], [File("a", before), File("b", before)]));
        await CommitAsync(Batch([after], [File("b", after)]) with { Removed = [RelativePath.FromNormalised("a")] });
        var tree = await Store.ReadTreeAsync(Root, default);
        Assert.That(tree!.Entries.Single().Path.Value, Is.EqualTo("b"));
        Assert.That(await Store.ReadTextAsync(tree.Entries[0].Content, TextPart.Whole, default), Is.EqualTo("after"));
    }

    [Test]
    public async Task A_batch_that_names_an_unknown_content_changes_nothing()
    {
        var content = Content("good");
        await CommitAsync(Batch([content], [File("good", content)]));
        Assert.That(
            async () => await CommitAsync(Batch([], [File("also", content), File("bad", Content("never added"))])),
            Throws.InvalidOperationException);
        Assert.That((await Store.ReadHeadAsync(default)).Sequence, Is.EqualTo(1));
        Assert.That((await Store.ReadTreeAsync(Root, default))!.Entries, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task After_a_failed_commit_the_same_writer_goes_on_from_what_is_there()
    {
        var content = Content("good");
        await using var writer = await Store.TryBeginWriteAsync(default);
        Assert.That(async () => await writer!.CommitAsync(Batch([], [File("bad", content)]), default), Throws.InvalidOperationException);
        await writer!.CommitAsync(Batch([content], [File("good", content)]), default);
        Assert.That((await Store.ReadTreeAsync(Root, default))!.Entries.Single().Path.Value, Is.EqualTo("good"));
    }

    [Test]
    public async Task There_is_one_writer_at_a_time()
    {
        await using (var first = await Store.TryBeginWriteAsync(default))
        {
            Assert.That(first, Is.Not.Null);
            Assert.That(await Store.TryBeginWriteAsync(default), Is.Null);
        }

        await using var second = await Store.TryBeginWriteAsync(default);
        Assert.That(second, Is.Not.Null);
    }

    [Test]
    public async Task A_removed_tree_leaves_its_contents_until_they_are_collected_and_others_untouched()
    {
        var kept = Content("kept");
        var dropped = Content(new string('d', 400_000) + Guid.Empty);
        await CommitAsync(Batch([kept, dropped], [File("kept", kept), File("dropped", dropped)]));
        await CommitAsync(Batch([kept], [File("kept", kept)], "/other"));
        await using (var writer = await Store.TryBeginWriteAsync(default))
        {
            Assert.That(await writer!.RemoveTreeAsync(Root, default), Is.True);
            Assert.That(await writer.RemoveTreeAsync(Root, default), Is.False);
            Assert.That(await Store.FindContentsAsync([dropped.Name], "", default), Has.Count.EqualTo(1));
            Assert.That(await writer.CollectAsync(TimeSpan.Zero, default), Is.EqualTo(new CollectReport(1, 0)));
        }

        Assert.That(await Store.ReadTreeAsync(Root, default), Is.Null);
        Assert.That((await Store.FindContentsAsync([dropped.Name, kept.Name], "", default)).Keys, Is.EquivalentTo(new[] { kept.Name }));
        Assert.That((await Store.ReadTreeAsync("/other", default))!.Entries, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_published_snapshot_is_current_and_read_back_section_by_section()
    {
        var content = Content("snap");
        var builder = new SegmentBuilder();
        builder.Add(1, content.Record, content.Vectors);
        var sections = builder.ToSections();
        await using (var writer = await Store.TryBeginWriteAsync(default))
        {
            await writer!.CommitAsync(Batch([content], [File("a", content)]), default);
            await writer.PublishSnapshotAsync(sections, Model, default);
        }

        var head = await Store.ReadHeadAsync(default);
        Assert.That((head.Sequence, head.Snapshot!.Model), Is.EqualTo((2L, Model)));
        var read = await Store.ReadSnapshotAsync(head.Snapshot, default);
        Assert.Multiple(() =>
        {
            Assert.That(read.ContentIds, Is.EqualTo(sections.ContentIds));
            Assert.That(read.Chunks.ToArray(), Is.EqualTo(sections.Chunks.ToArray()));
            Assert.That(read.Lexical.ToArray(), Is.EqualTo(sections.Lexical.ToArray()));
            Assert.That(read.Vectors.ToArray(), Is.EqualTo(sections.Vectors.ToArray()));
        });
    }

    [Test]
    public async Task Vectors_of_another_model_are_added_to_a_content_that_is_there()
    {
        var content = Content("text");
        await CommitAsync(Batch([content], [File("a", content)]));
        var other = content with { Vectors = VectorBlock.From(2, [0f, 1f]) };
        await CommitAsync(Batch([other], []) with { Model = "second" });
        var read = new List<StoredContent>();
        await foreach (var stored in Store.ReadContentsAsync([1], "second", default))
        {
            read.Add(stored);
        }

        Assert.That(read.Single().Vectors!.Value.Dimensions, Is.EqualTo(2));
        Assert.That((await ReadAsync([1]))[0].Vectors!.Value.Dimensions, Is.EqualTo(4));
    }

    [Test]
    public async Task Contents_that_lack_a_models_vectors_are_told_and_get_them_later()
    {
        var (with, without, empty) = (Content("with"), Content("without") with { Vectors = null }, Content("") with { Vectors = null });
        empty = empty with { Record = empty.Record with { Chunks = [] } };
        await CommitAsync(Batch([with, without, empty], [File("a", with), File("b", without), File("c", empty)]));
        Assert.That(await Store.FindWithoutVectorsAsync([1, 2, 3], Model, default), Is.EqualTo(new[] { 2L }));
        Assert.That(await Store.FindWithoutVectorsAsync([1, 2, 3], "another", default), Is.EqualTo(new[] { 1L, 2L }));

        var block = VectorBlock.From(4, [0f, 1f, 0f, 0f]);
        await using (var writer = await Store.TryBeginWriteAsync(default))
        {
            var head = await writer!.AddVectorsAsync(Model, new Dictionary<long, VectorBlock> { [2] = block, [99] = block }, default);
            Assert.That(head.Sequence, Is.EqualTo(2));
            await writer.AddVectorsAsync(Model, new Dictionary<long, VectorBlock> { [2] = VectorBlock.From(4, [1f, 0f, 0f, 0f]) }, default);
        }

        Assert.That(await Store.FindWithoutVectorsAsync([1, 2, 3], Model, default), Is.Empty);
        var read = await Store.ReadVectorsAsync([without.Name, empty.Name, Name("unknown")], Model, default);
        Assert.That(read.Keys, Is.EqualTo(new[] { without.Name }));
        Assert.That(read[without.Name].Bytes.ToArray(), Is.EqualTo(block.Bytes.ToArray()), "the first vectors stay");
    }

    /// <summary>Opens the same store each time it is called within one test.</summary>
    protected abstract IContentStore Open();

    /// <summary>Removes what the test left, after its store is closed.</summary>
    protected abstract void Clean();

    /// <summary>The keyed name of a text in this store.</summary>
    protected abstract LookupName Name(string text);

    protected NewContent Content(string text) => SampleContent.Of(Name(text), text);

    protected static StoreBatch Batch(IReadOnlyList<NewContent> contents, IReadOnlyList<TreeChange> changes, string root = Root) => new()
    {
        Tree = new TreeInfo { Root = root, Complete = true },
        Model = Model,
        Contents = contents,
        Changes = changes,
    };

    protected static TreeChange File(string path, NewContent content) =>
        new(RelativePath.FromNormalised(path), content.Name, new FileStamp(1, 2, 3, 4), default);

    protected async Task<StoreHead> CommitAsync(StoreBatch batch)
    {
        await using var writer = await Store.TryBeginWriteAsync(default);
        return await writer!.CommitAsync(batch, default);
    }

    protected async Task<List<StoredContent>> ReadAsync(IReadOnlyList<long> ids)
    {
        var read = new List<StoredContent>();
        await foreach (var stored in Store.ReadContentsAsync(ids, Model, default))
        {
            read.Add(stored);
        }

        return read;
    }

    private static TreeChange Skipped(string path, SkipReason reason) =>
        new(RelativePath.FromNormalised(path), null, default, new Skip(reason));
}
