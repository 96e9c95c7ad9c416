using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Store;

/// <summary>What one commit changes: all of it, or nothing.</summary>
public sealed record StoreBatch
{
    /// <summary>The tree, made when the store does not have it. Its sequence is set by the store.</summary>
    public required TreeInfo Tree { get; init; }

    /// <summary>Model of the vectors in <see cref="Contents"/>; empty without.</summary>
    public required string Model { get; init; }

    /// <summary>Contents that the store may not have; one that it has is left as it is, but gets vectors of a model that it lacks.</summary>
    public IReadOnlyList<NewContent> Contents { get; init; } = [];

    public IReadOnlyList<TreeChange> Changes { get; init; } = [];

    public IReadOnlyList<RelativePath> Removed { get; init; } = [];
}
