using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Indexing;
using McpContextBrowser.Core.Search;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.CrashProbe;

/// <summary>
/// Compares what a data directory holds with a recomputation from nothing: the tree with the batch it must be of, every content
/// with what its bytes derive to, the snapshot with one built anew, and answers with the files they must name.
/// </summary>
internal sealed class Verifier(Probe probe, string scratch)
{
    /// <returns>The highest batch.</returns>
    /// <exception cref="ViolationException">Something is not what it must be.</exception>
    public async Task<long> RunAsync()
    {
        if (await probe.ReadTreeAsync() is not { } found)
        {
            return 0;
        }

        var (tree, texts) = found;
        var batch = Probe.HighestBatch(tree.Info);
        Directory.CreateDirectory(scratch);
        var next = tree.Info.Complete ? batch : batch + 1;
        CheckPaths(texts, SourceHistory.At(batch), SourceHistory.At(next));
        await CheckContentsAsync(tree, texts);
        await CheckSnapshotAsync();
        await CheckAnswersAsync(tree, texts);
        return batch;
    }

    /// <summary>Each path is that of the batch or of the next one, whose commits may be half done; what both have is there.</summary>
    private static void CheckPaths(
        SortedDictionary<string, string?> texts, SortedDictionary<string, string> before, SortedDictionary<string, string> after)
    {
        foreach (var (path, text) in texts)
        {
            string?[] wanted = [before.GetValueOrDefault(path), after.GetValueOrDefault(path)];
            Check(wanted.Any(one => one is not null && (text is null ? one.Contains('\0') : one == text)), $"{path} is not as any state had it");
        }

        foreach (var path in after.Keys.Where(path => before.ContainsKey(path) && !texts.ContainsKey(path)))
        {
            throw new ViolationException($"{path} is lost");
        }
    }

    private async Task CheckContentsAsync(TreeManifest tree, SortedDictionary<string, string?> texts)
    {
        using var deriver = probe.NewDeriver(scratch);
        var model = probe.Embedder.ModelId;
        var claims = new Claims(probe.Collection.Store, model, askStore: false, eachForItself: true);
        foreach (var entry in tree.Entries.Where(entry => !entry.HasContent))
        {
            Check(entry.Skip.Reason == SkipReason.Binary, $"{entry.Path} was skipped for {entry.Skip.Reason}");
        }

        foreach (var entry in tree.Entries.Where(entry => entry.HasContent))
        {
            var file = Path.Join(scratch, entry.Path.Value);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, texts[entry.Path.Value]);
            var walked = new WalkEntry { Path = entry.Path };
            var derived = (await deriver.DeriveAsync(walked, claims, Probe.Call, default)).Content!;
            await foreach (var stored in probe.Collection.Store.ReadContentsAsync([entry.Content], model, default))
            {
                Check(stored.Record.Chunks.Length == entry.Chunks, $"{entry.Path} has {stored.Record.Chunks.Length} chunks, the manifest says {entry.Chunks}");
                Check(stored.Record.Encode().AsSpan().SequenceEqual(derived.Record.Encode()), $"chunks or terms of {entry.Path} are not those of its bytes");
                Check(
                    stored.Vectors is { } vectors && vectors.Encode().AsSpan().SequenceEqual(derived.Vectors!.Value.Encode()),
                    $"vectors of {entry.Path} are not those of its bytes");
            }

            Check((await probe.Collection.Store.FindContentsAsync([derived.Name], model, default)).Count == 1, $"{entry.Path} is not found by its name");
        }
    }

    private async Task CheckSnapshotAsync()
    {
        var head = await probe.Collection.Store.ReadHeadAsync(default);
        if (head.Snapshot is null)
        {
            return;
        }

        var sections = await probe.Collection.Store.ReadSnapshotAsync(head.Snapshot, default);
        var builder = new SegmentBuilder();
        try
        {
            await foreach (var content in probe.Collection.Store.ReadContentsAsync(sections.ContentIds, probe.Embedder.ModelId, default))
            {
                builder.Add(content.Id, content.Record, content.Vectors);
            }
        }
        catch (CtxbException gone) when (gone.Code == ErrorCodes.IndexDamaged)
        {
            return; // collected after the snapshot was made; CheckAnswers still searches it
        }

        var again = builder.ToSections();
        Check(sections.Chunks.Span.SequenceEqual(again.Chunks.Span), "chunks of the snapshot are not those of its contents");
        Check(sections.Lexical.Span.SequenceEqual(again.Lexical.Span), "postings of the snapshot are not those of its contents");
        Check(sections.Vectors.Span.SequenceEqual(again.Vectors.Span), "vectors of the snapshot are not those of its contents");
    }

    private async Task CheckAnswersAsync(TreeManifest tree, SortedDictionary<string, string?> texts)
    {
        var head = await probe.Collection.Store.ReadHeadAsync(default);
        var view = await probe.Collection.Views.OpenAsync(head, tree, [], probe.Embedder.ModelId, default);
        Check(probe.Collection.Views.SnapshotProblem is null, $"snapshot refused: {probe.Collection.Views.SnapshotProblem}");
        var corpus = SearchCorpus.Create(view, probe.Options.Ranking);
        foreach (var (path, text) in texts.Where(file => file.Value is not null).Take(3))
        {
            var question = new Question { Text = SourceHistory.ClassOf(text!), Limit = 1 };
            var ranking = await Searcher.SearchAsync(corpus, question, probe.Embedder, Probe.Call, default);
            var best = view.Places[ranking.Rows(1)[0].File.Place].Path.Value;
            Check(texts[best] == text, $"a question for {path} found {best}");
        }
    }

    private static void Check(bool holds, string violation)
    {
        if (!holds)
        {
            throw new ViolationException(violation);
        }
    }
}
