namespace McpContextBrowser.ModelBuilder.Repositories;

/// <summary>What a repository's pairs are for.</summary>
internal enum Split : byte
{
    /// <summary>The model learns from them.</summary>
    Train = 0,

    /// <summary>The model never sees them; its scores are taken on them.</summary>
    Check = 1,
}
