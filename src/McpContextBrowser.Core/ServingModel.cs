using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Core;

/// <summary>Which model a view's questions go to. Vectors of different models are never compared: a model serves once its own are complete.</summary>
/// <param name="Embedder">What made the view's vectors; null answers by words alone.</param>
/// <param name="Degraded">Why words alone answer, although a model is configured; null when one answers or none is wanted.</param>
/// <param name="Note">What the caller should know about vectors still to be made; null when there is nothing.</param>
/// <param name="WantsVectors">True when the configured model lacks vectors, and could make them.</param>
internal sealed record ServingModel(IEmbedder? Embedder, string? Degraded, string? Note, bool WantsVectors)
{
    /// <summary>Decides for a view.</summary>
    public static async ValueTask<ServingModel> OfAsync(IndexView view, bool hasSnapshot, Embedders embedders, CancellationToken cancellationToken)
    {
        var wanted = embedders.Current;
        if (wanted is null && embedders.Failure is null)
        {
            return new(null, null, null, false);
        }

        var serving = await embedders.ForAsync(view.Model, cancellationToken).ConfigureAwait(false);
        var incomplete = view.ContentsWithoutVectors > 0;
        if (serving is not null && serving == wanted && !(incomplete && !hasSnapshot && wanted.IsRemote))
        {
            return new(serving, null, incomplete ? $"{view.ContentsWithoutVectors} new files have no vectors of {wanted.ModelId} yet; words alone find them." : null, incomplete);
        }

        if (serving is not null && serving != wanted)
        {
            return new(serving, null, $"{view.Model} answers until the vectors of {wanted?.ModelId ?? "the configured model"} are complete.", wanted is not null);
        }

        var why = embedders.Failure is { } failure
            ? failure.Message
            : $"the vectors of {wanted?.ModelId} are not complete yet. 'ctxb index' makes the rest.";
        return new(null, $"Searched by words alone: {why}", null, wanted is not null);
    }
}
