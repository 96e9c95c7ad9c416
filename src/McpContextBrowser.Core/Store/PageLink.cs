namespace McpContextBrowser.Core.Store;

/// <summary>Names a manifest page and the sequence at which it was written, which its seal is bound to.</summary>
internal readonly record struct PageLink(long Id, long Sequence);
