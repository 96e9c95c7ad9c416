namespace McpContextBrowser.Core.Search;

/// <summary>Kinds of files that are seldom the answer unless the question names them.</summary>
[Flags]
public enum PathClasses : byte
{
    None = 0,
    Test = 1,
    Example = 2,
    Benchmark = 4,

    /// <summary>Kept for compatibility: legacy, deprecated.</summary>
    Compatibility = 8,

    /// <summary>Third-party or generated: no question asks for it.</summary>
    Vendored = 16,

    /// <summary>Documentation or configuration.</summary>
    Document = 32,
}
