namespace McpContextBrowser.Core;

/// <summary>What a file defines, and which files it is related to.</summary>
/// <param name="Pieces">Its pieces that define something, in order.</param>
/// <param name="MentionedBy">Files that mention names which it defines, by text alone; those that mention most first, few at most.</param>
/// <param name="Mentions">Files that define names which it mentions, likewise.</param>
public sealed record FileOutline(IReadOnlyList<OutlineEntry> Pieces, IReadOnlyList<string> MentionedBy, IReadOnlyList<string> Mentions);
