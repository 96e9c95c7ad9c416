using McpContextBrowser.Core.Chunking;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Embedding.Providers;
using McpContextBrowser.Core.Files;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Core.Indexing;

/// <summary>Plans an indexing run: reads and cuts what differs as the run would, and counts instead of embedding.</summary>
/// <param name="store">The collection.</param>
/// <param name="walker">Finds the files.</param>
/// <param name="newDeriver">Makes a deriver without an embedder.</param>
/// <param name="chunker">Scans texts of the store again.</param>
/// <param name="model">Model whose vectors count; empty when its id is not known before it is asked: then no vector does. Null embeds nothing.</param>
/// <param name="options">Limits and prices.</param>
internal sealed class IndexPlanner(
    IContentStore store, RepoWalker walker, Func<string, FileDeriver> newDeriver, Chunker chunker, string? model, EmbeddingOptions options)
{
    public async Task<IndexPlan> PlanAsync(string root, TreeManifest? committed, CallContext call, CancellationToken cancellationToken)
    {
        var diff = new TreeDiff(committed, force: false);
        var plan = EmbeddingPlan.Nothing;
        var gathering = VectorPass.NewGathering(KnownModels.Of(options.Provider, options.Model).TextsPerCall);
        var claims = new Claims(store, model ?? "", askStore: model is not "", eachForItself: false);
        var (files, unchanged) = (0, 0);
        var changed = new HashSet<RelativePath>();
        using var deriver = newDeriver(root);
        foreach (var entry in walker.Walk(root, cancellationToken))
        {
            if (diff.Compare(entry, out _) == TreeDifference.None)
            {
                unchanged += entry.Skip is null ? 1 : 0;
                continue;
            }

            changed.Add(entry.Path);
            var file = await deriver.DeriveAsync(entry, claims, call, cancellationToken).ConfigureAwait(false);
            files += file.IsSkipped ? 0 : 1;
            if (file.Content is { } content && model is not null)
            {
                Take(gathering.Add(0, ChunkTexts.Of(TextCodec.Decompress(content.CompressedText), content.Record, chunker)));
            }
        }

        long[] kept = [.. (committed?.Entries ?? []).Where(entry => entry.HasContent && !changed.Contains(entry.Path)).Select(entry => entry.Content).Distinct().Order()];
        foreach (var missing in await store.FindWithoutVectorsAsync(model is null ? [] : kept, model ?? "", cancellationToken).ConfigureAwait(false))
        {
            await foreach (var content in store.ReadContentsAsync([missing], "", cancellationToken).ConfigureAwait(false))
            {
                Take(gathering.Add(missing, ChunkTexts.Of(await store.ReadTextAsync(missing, TextPart.Whole, cancellationToken).ConfigureAwait(false), content.Record, chunker)));
            }
        }

        Take(gathering.Rest());
        return new(root, files, unchanged, plan);

        void Take(TextBatch? batch)
        {
            if (batch is not null)
            {
                plan = plan.Plus(options, batch.Texts);
            }
        }
    }
}
