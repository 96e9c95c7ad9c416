using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Core.Indexing;

/// <summary>Who derives a content.</summary>
/// <param name="Known">The content, when the store has it: then nobody does.</param>
/// <param name="ByAnother">Another file of this run, which met it first, derives it (or found it in the store).</param>
internal readonly record struct Claim(KnownContent? Known, bool ByAnother)
{
    /// <summary>The caller derives it.</summary>
    public bool IsMine => Known is null && !ByAnother;
}
