namespace McpContextBrowser.Core.Indexing;

/// <summary>Who derives a content.</summary>
internal enum Claim
{
    /// <summary>The caller.</summary>
    Mine,

    /// <summary>Nobody: the store has it.</summary>
    Known,

    /// <summary>Another file of this run, which met it first (or found it in the store).</summary>
    Another,
}
