using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Embedding;

/// <summary>Turns texts into unit vectors: the built-in static model, or a provider over HTTP.</summary>
/// <remarks>Safe for calls from several threads.</remarks>
public interface IEmbedder
{
    /// <summary>Names the vectors: two embedders with the same id make the same vectors, others never share an index.</summary>
    string ModelId { get; }

    int Dimensions { get; }

    /// <summary>
    /// True when a call goes to another program or machine, and so may cost time and money and may fail: texts of many files are then
    /// gathered for one call, and an index is usable before its vectors are there.
    /// </summary>
    bool IsRemote => false;

    /// <summary>Most texts that go out together: more of them are several requests, of which some can fail and others be paid for.</summary>
    int TextsPerRequest => 256;

    /// <summary>Embeds each text on the given side.</summary>
    /// <param name="texts">Any number; an empty text gives a zero vector, which stands for "nothing known".</param>
    /// <param name="side">Question or document.</param>
    /// <param name="vectors">Room for <c>texts.Count × Dimensions</c> floats, row after row; each row has length 1 or is zero.</param>
    /// <param name="call">The call this belongs to.</param>
    /// <param name="cancellationToken">Stops between texts or requests.</param>
    /// <exception cref="CtxbException">The provider failed for good; nothing was written that could be mistaken for a vector.</exception>
    ValueTask EmbedAsync(
        IReadOnlyList<ReadOnlyMemory<char>> texts,
        EmbeddingSide side,
        Memory<float> vectors,
        CallContext call,
        CancellationToken cancellationToken);
}
