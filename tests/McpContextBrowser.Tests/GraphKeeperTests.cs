using System.Buffers.Binary;
using System.Runtime.InteropServices;
using McpContextBrowser.Core;
using McpContextBrowser.Core.Chunking;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Core.Lexical;
using McpContextBrowser.Core.Store;
using McpContextBrowser.Core.Vectors;
using McpContextBrowser.Tests.Store;
using McpContextBrowser.Tests.Vectors;

namespace McpContextBrowser.Tests;

public sealed class GraphKeeperTests
{
    private const string Root = "/somewhere/project";
    private const string Model = "test-model";
    private const int Count = 400;
    private const int Dimensions = 32;
    private const string Question = "where does Part12 count the weight Weight3, and Part21";

    private static readonly float[][] Rows = SeededVectors.Clustered(Count, Dimensions, seed: 91);
    private static readonly float[][] Queries = SeededVectors.Clustered(20, Dimensions, seed: 91, stream: 1);

    private TestKeys _keys = null!;
    private IContentStore _store = null!;

    [SetUp]
    public async Task Open()
    {
        _keys = new TestKeys();
        await FillAsync(_keys.Collection);
    }

    private async Task FillAsync(CollectionKeys keys)
    {
        _store = SqliteContentStore.Open(Path.Join(_keys.Folder, "collection"), keys, TimeProvider.System);
        await CommitAsync(Enumerable.Range(0, Count));
        await PublishAsync();
    }

    [TearDown]
    public async Task Close()
    {
        await _store.DisposeAsync();
        _keys.Dispose();
    }

    [Test]
    public async Task A_large_snapshot_gets_a_graph_that_finds_what_exact_search_found()
    {
        using var views = new IndexViews(_store);
        var exact = await ViewAsync(views);
        await using var keeper = Keeper(graphFrom: Count / 2);
        keeper.Consider(exact);
        await keeper.Building;

        var view = await ViewAsync(views);
        Assert.That(exact.Segments[0].Vectors, Is.TypeOf<FlatIndex>());
        Assert.That(view.Segments[0].Vectors, Is.TypeOf<HnswIndex>());
        Assert.That(((HnswIndex)view.Segments[0].Vectors!).CountUnreachable(), Is.Zero);
        Assert.That(view.Segments[0].Vectors!.Count, Is.EqualTo(exact.Segments[0].Vectors!.Count));
        var (before, after) = (new VectorHit[10], new VectorHit[10]);
        var same = 0;
        foreach (var query in Queries)
        {
            exact.Segments[0].Vectors!.Search(query, 10, 100, null, before);
            view.Segments[0].Vectors!.Search(query, 10, 100, null, after);
            same += before.Count(hit => after.Any(other => other.Id == hit.Id));
        }

        Assert.That(same / (10.0 * Queries.Length), Is.GreaterThanOrEqualTo(0.98));
    }

    [Test]
    public async Task Originals_stay_on_disk_or_come_into_memory_and_the_answers_are_the_same([Values] bool sealing)
    {
        if (!sealing)
        {
            await Close();
            _keys = new TestKeys();
            await FillAsync(CollectionKeys.Unsealed("plain"));
        }

        var answers = new List<VectorHit[]>();
        var bytes = new List<long>();
        foreach (var place in Enum.GetValues<OriginalsPlace>())
        {
            using var views = new IndexViews(_store);
            await PublishAsync();
            await using (var keeper = Keeper(graphFrom: 1, place))
            {
                keeper.Consider(await ViewAsync(views));
                await keeper.Building;
            }

            var graph = (HnswIndex)(await ViewAsync(views)).Segments[0].Vectors!;
            bytes.Add(graph.ResidentBytes);
            var hits = new VectorHit[10];
            foreach (var query in Queries)
            {
                graph.Search(query, 10, 100, null, hits);
                answers.Add([.. hits]);
            }
        }

        var (onDisk, inMemory) = (answers[..Queries.Length], answers[Queries.Length..]);
        Assert.That(onDisk, Is.EqualTo(inMemory));
        Assert.That(bytes[0], Is.LessThan(bytes[1] - (Count * Rows[0].Length)));
    }

    [Test]
    public async Task A_graph_whose_originals_are_on_disk_is_read_into_memory_where_that_is_wished()
    {
        using var views = new IndexViews(_store);
        await using (var keeper = Keeper(graphFrom: 1))
        {
            keeper.Consider(await ViewAsync(views));
            await keeper.Building;
        }

        using var inMemory = new IndexViews(_store, OriginalsPlace.Memory);
        var (onDisk, read) = ((HnswIndex)(await ViewAsync(views)).Segments[0].Vectors!, (HnswIndex)(await ViewAsync(inMemory)).Segments[0].Vectors!);
        Assert.That(read.OriginalBytes, Is.Positive);
        Assert.That(onDisk.OriginalBytes, Is.Zero);
        var (a, b) = (new VectorHit[10], new VectorHit[10]);
        foreach (var query in Queries)
        {
            onDisk.Search(query, 10, 100, null, a);
            read.Search(query, 10, 100, null, b);
            Assert.That(b, Is.EqualTo(a));
        }
    }

    [Test]
    public async Task A_snapshot_that_is_replaced_while_it_is_searched_is_searched_to_the_end()
    {
        using var views = new IndexViews(_store);
        await using (var keeper = Keeper(graphFrom: 1))
        {
            keeper.Consider(await ViewAsync(views));
            await keeper.Building;
        }

        var graph = (await ViewAsync(views)).Segments[0].Vectors!;
        var (before, after) = (new VectorHit[Count], new VectorHit[Count]);
        graph.Search(Queries[0], Count, Count, null, before);
        await PublishAsync();
        graph.Search(Queries[0], Count, Count, null, after);
        Assert.That(after, Is.EqualTo(before));
    }

    [Test]
    public async Task A_damaged_original_is_answered_from_the_store_and_the_snapshot_is_made_anew()
    {
        var stays = true;
        await using var engine = new BrowserFixture { With = options => options with { Stays = stays, Vectors = new() { GraphFrom = 20 } } };
        for (var i = 0; i < 60; i++)
        {
            engine.Write($"src/Part{i}.cs", $"class Part{i} {{ int Count{i * 7}() {{ return {i} * Weight{i % 9}; }} }}");
        }

        await engine.IndexAsync();
        var before = await engine.SearchAsync(Question);
        await engine.Browser.GraphsBuilt;
        await engine.CloseAsync();
        var snapshot = Snapshots(engine).Single();
        var bytes = await File.ReadAllBytesAsync(snapshot);
        for (var at = bytes.Length - 20_000; at < bytes.Length; at += 500)
        {
            bytes[at] ^= 1; // every block of the originals, which stand last
        }

        await File.WriteAllBytesAsync(snapshot, bytes);
        stays = false;
        var answer = await engine.SearchAsync(Question);
        Assert.That(answer.Hits.Take(3).Select(hit => hit.Path), Is.EqualTo(before.Hits.Take(3).Select(hit => hit.Path)));
        await engine.CloseAsync();
        Assert.That(Snapshots(engine), Does.Not.Contain(snapshot), "the search has had a new one written");
        Assert.That((await engine.SearchAsync(Question)).Notes, Is.Empty);
    }

    [Test]
    public async Task Originals_that_were_damaged_on_disk_are_told_and_no_longer_used()
    {
        using var views = new IndexViews(_store);
        await using (var keeper = Keeper(graphFrom: 1))
        {
            keeper.Consider(await ViewAsync(views));
            await keeper.Building;
        }

        var file = Path.Join(_keys.Folder, "collection", (await _store.ReadHeadAsync(default)).Snapshot!.File);
        var view = await ViewAsync(views);
        using (var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            stream.Seek(-1, SeekOrigin.End); // the tag of the last block
            var last = stream.ReadByte();
            stream.Seek(-1, SeekOrigin.End);
            stream.WriteByte((byte)(last ^ 1));
        }

        var graph = view.Segments[0].Vectors!;
        Assert.That(
            () => graph.Search(Rows[0], Count, Count, null, new VectorHit[Count]),
            Throws.TypeOf<CtxbException>().With.Property(nameof(CtxbException.Code)).EqualTo(ErrorCodes.IndexDamaged).And.Message.Contain(Path.GetFileName(file)));

        var examination = new StoreExamination(_store);
        await examination.RunAsync(default);
        Assert.That(examination.SnapshotProblem, Does.Contain(Path.GetFileName(file)));

        var next = await ViewAsync(views);
        Assert.That(views.SnapshotProblem, Does.Contain(Path.GetFileName(file)));
        var hits = new VectorHit[1];
        Assert.That(next.Segments.Sum(segment => segment.Vectors?.Search(Rows[60], 1, 50, null, hits) ?? 0), Is.EqualTo(1), "the store has all that the snapshot had");
    }

    [Test]
    public async Task A_snapshot_with_originals_that_was_flipped_or_cut_gives_the_same_answers_or_none([Values] bool sealing, [Random(0, int.MaxValue, 2)] int seed)
    {
        if (!sealing)
        {
            await Close();
            _keys = new TestKeys();
            await FillAsync(CollectionKeys.Unsealed("plain"));
        }

        using var views = new IndexViews(_store);
        await using (var keeper = Keeper(graphFrom: 1))
        {
            keeper.Consider(await ViewAsync(views));
            await keeper.Building;
        }

        var snapshot = (await _store.ReadHeadAsync(default)).Snapshot!;
        var file = Path.Join(_keys.Folder, "collection", snapshot.File);
        var good = await File.ReadAllBytesAsync(file);
        var (hits, again) = (new VectorHit[Count], new VectorHit[Count]);
        (await ViewAsync(views)).Segments[0].Vectors!.Search(Queries[0], Count, Count, null, hits);
        var random = new Random(seed);
        var refused = 0;
        for (var round = 0; round < 150; round++)
        {
            var bad = (byte[])good.Clone();
            var place = round < 50 ? round * 2 : random.Next(bad.Length);
            bad[place] ^= (byte)(1 << random.Next(8));
            File.Delete(file); // what is mapped stays as it was
            await File.WriteAllBytesAsync(file, round % 10 == 9 ? bad[..random.Next(bad.Length)] : bad);
            try
            {
                using var vectors = SegmentBuilder.Open(await _store.ReadSnapshotAsync(snapshot, default), OriginalsPlace.Disk).Vectors!;
                vectors.Search(Queries[0], Count, Count, null, again);
                Assert.That(again, Is.EqualTo(hits), $"seed {seed}, round {round}, byte {place}");
            }
            catch (Exception problem) when (problem is InvalidDataException or CtxbException { Code: ErrorCodes.RecordRefused or ErrorCodes.IndexDamaged })
            {
                refused++;
            }
        }

        Assert.That(refused, Is.GreaterThan(100));
    }

    [Test]
    public async Task A_build_that_came_to_nothing_is_told()
    {
        using var views = new IndexViews(_store);
        await using var keeper = Keeper(graphFrom: 1);
        var view = await ViewAsync(views);
        File.Delete(Path.Join(_keys.Folder, "collection", view.Snapshot!.File));
        keeper.Consider(view);
        await keeper.Building;
        Assert.That(keeper.Problem, Does.StartWith("No graph for the vectors: ").And.Contain(view.Snapshot.File));
    }

    [Test]
    public async Task An_examination_counts_the_nodes_that_no_walk_reaches([Values] bool torn)
    {
        using var views = new IndexViews(_store);
        await using (var keeper = Keeper(graphFrom: 1))
        {
            keeper.Consider(await ViewAsync(views));
            await keeper.Building;
        }

        if (torn)
        {
            var head = await _store.ReadHeadAsync(default);
            var sections = await _store.ReadSnapshotAsync(head.Snapshot!, default);
            await using var writer = await _store.TryBeginWriteAsync(default);
            await writer!.PublishSnapshotAsync(sections with { Vectors = WithoutLinks(sections.Vectors) }, Model, default);
        }

        var examination = new StoreExamination(_store);
        await examination.RunAsync(default);
        Assert.That(examination.SnapshotProblem, Is.Null);
        Assert.That(examination.VectorsUnreachable, torn ? Is.EqualTo(Count - 1) : Is.Zero);
    }

    [Test]
    public async Task A_snapshot_below_the_threshold_stays_exact()
    {
        using var views = new IndexViews(_store);
        var head = await _store.ReadHeadAsync(default);
        await using var keeper = Keeper(graphFrom: Count + 1);
        keeper.Consider(await ViewAsync(views));
        await keeper.Building;
        Assert.That(await _store.ReadHeadAsync(default), Is.EqualTo(head));
    }

    [Test]
    public async Task A_graph_of_yesterdays_contents_is_thrown_away()
    {
        using var views = new IndexViews(_store);
        await using var keeper = Keeper(graphFrom: 1);
        StoreHead newer;
        await using (var writer = await _store.TryBeginWriteAsync(default))
        {
            // The keeper has to wait for this writer, who publishes something else meanwhile.
            keeper.Consider(await ViewAsync(views));
            await writer!.CommitAsync(Batch([Count]), default);
            await PublishAsync(writer);
            newer = await _store.ReadHeadAsync(default);
        }

        await keeper.Building;
        Assert.That(await _store.ReadHeadAsync(default), Is.EqualTo(newer));
        Assert.That((await ViewAsync(views)).Segments[0].Vectors, Is.TypeOf<FlatIndex>());
    }

    [Test]
    public async Task Contents_that_no_tree_uses_keep_their_place_and_collected_ones_lose_it([Values] bool collected)
    {
        await using (var writer = await _store.TryBeginWriteAsync(default))
        {
            await writer!.CommitAsync(Batch([]) with { Removed = [.. Enumerable.Range(0, 50).Select(PathOf)] }, default);
            if (collected)
            {
                await writer.CollectAsync(TimeSpan.Zero, default);
            }
        }

        using var views = new IndexViews(_store);
        await using var keeper = Keeper(graphFrom: 1);
        keeper.Consider(await ViewAsync(views));
        await keeper.Building;

        var graph = (await ViewAsync(views)).Segments[0].Vectors!;
        var hits = new VectorHit[1];
        Assert.That(graph, Is.TypeOf<HnswIndex>());
        Assert.That(graph.Count, Is.EqualTo(collected ? Count - 50 : Count));
        graph.Search(Rows[60], 1, 50, null, hits);
        Assert.That(hits[0].Id, Is.EqualTo(60), "what lies behind the gap is still found under its own number");
    }

    [Test]
    public async Task A_keeper_that_ends_leaves_the_snapshot_as_it_was()
    {
        using var views = new IndexViews(_store);
        var head = await _store.ReadHeadAsync(default);
        var keeper = Keeper(graphFrom: 1);
        await using (await _store.TryBeginWriteAsync(default))
        {
            keeper.Consider(await ViewAsync(views));
            await keeper.DisposeAsync();
        }

        keeper.Consider(await ViewAsync(views));
        Assert.That(keeper.Building.IsCompleted);
        Assert.That(await _store.ReadHeadAsync(default), Is.EqualTo(head));
    }

    [Test]
    public async Task Only_an_engine_that_stays_builds_graphs_and_its_answers_stay_the_same([Values] bool stays)
    {
        await using var engine = new BrowserFixture { With = options => options with { Stays = stays, Vectors = new() { GraphFrom = 20 } } };
        for (var i = 0; i < 60; i++)
        {
            engine.Write($"src/Part{i}.cs", $"class Part{i} {{ int Count{i * 7}() {{ return {i} * Weight{i % 9}; }} }}");
        }

        await engine.IndexAsync();
        var files = Snapshots(engine); // before the search that may start a build, which may be quick
        var before = await engine.SearchAsync(Question);
        await engine.Browser.GraphsBuilt;
        var after = await engine.SearchAsync(Question);
        Assert.That(Snapshots(engine), stays ? Is.Not.EqualTo(files) : Is.EqualTo(files));
        Assert.That(after.Hits.Take(3).Select(hit => hit.Path), Is.EqualTo(before.Hits.Take(3).Select(hit => hit.Path)), "below, files that are nearly the same may change places");
        await engine.CloseAsync();
        var reopened = await engine.SearchAsync(Question);
        Assert.That(reopened.Hits.Take(3).Select(hit => hit.Path), Is.EqualTo(before.Hits.Take(3).Select(hit => hit.Path)));
    }

    private static string[] Snapshots(BrowserFixture engine) =>
        [.. Directory.EnumerateFiles(engine.DataFolder, "*.snap", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    /// <summary>A graph section whose nodes stand alone on layer 0, whole in every other respect.</summary>
    private static byte[] WithoutLinks(ReadOnlyMemory<byte> section)
    {
        var bytes = section.ToArray();
        var header = MemoryMarshal.Cast<byte, int>(bytes.AsSpan(0, 64));
        var (links, idCapacity, nodes) = (header[4], header[9], header[10]);
        var start = 64 + Lines(idCapacity * sizeof(int)) + Lines(nodes);
        bytes.AsSpan(start, nodes * links * 2 * sizeof(int)).Fill(byte.MaxValue);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(bytes.Length - sizeof(ulong)), Xxh64.Hash(bytes.AsSpan(0, bytes.Length - sizeof(ulong))));
        return bytes;

        static int Lines(int length) => (length + 63) / 64 * 64;
    }

    private static RelativePath PathOf(int i) => RelativePath.FromNormalised($"f{i:000}.cs");

    private GraphKeeper Keeper(int graphFrom, OriginalsPlace originals = OriginalsPlace.Disk) => new(
        _store,
        async cancellationToken => (await _store.ReadTreeAsync(Root, cancellationToken))!.Entries.Select(entry => entry.Content).ToHashSet(),
        new BrowserOptions { DataFolder = _keys.Folder, MasterKey = null!, Embedder = null, Vectors = new() { GraphFrom = graphFrom, Originals = originals } });

    private async Task<IndexView> ViewAsync(IndexViews views) =>
        await views.OpenAsync(await _store.ReadHeadAsync(default), (await _store.ReadTreeAsync(Root, default))!, [], Model, default);

    private StoreBatch Batch(IEnumerable<int> added)
    {
        var contents = added.Select(Content).ToList();
        return new()
        {
            Tree = new TreeInfo { Root = Root, Complete = true },
            Model = Model,
            Contents = contents.ConvertAll(item => item.Content),
            Changes = contents.ConvertAll(item => new TreeChange(PathOf(item.Number), item.Content.Name, new(1, 2, 3, 4), default)),
        };
    }

    private (int Number, NewContent Content) Content(int i)
    {
        var terms = new ContentTermsBuilder();
        terms.Begin($"word{i}");
        terms.BeginChunk();
        terms.AddBody($"word{i}");
        terms.EndChunk();
        var record = new ContentRecord("csharp", [new Chunk(0, 5, 1, 1, DefinitionKind.Class, "A", null)], terms.Finish());
        return (i, new(_keys.Collection.Lookup.Text($"word{i}"), record, TextCodec.Compress($"word{i}"), VectorBlock.From(Dimensions, Rows[i % Count])));
    }

    private async Task CommitAsync(IEnumerable<int> added)
    {
        await using var writer = await _store.TryBeginWriteAsync(default);
        await writer!.CommitAsync(Batch(added), default);
    }

    private async Task PublishAsync()
    {
        await using var writer = await _store.TryBeginWriteAsync(default);
        await PublishAsync(writer!);
    }

    private async Task PublishAsync(IContentWriter writer)
    {
        var builder = new SegmentBuilder();
        var tree = await _store.ReadTreeAsync(Root, default);
        await foreach (var content in _store.ReadContentsAsync([.. tree!.Entries.Select(entry => entry.Content).Distinct().Order()], Model, default))
        {
            builder.Add(content.Id, content.Record, content.Vectors);
        }

        await writer.PublishSnapshotAsync(builder.ToSections(), Model, default);
    }
}
