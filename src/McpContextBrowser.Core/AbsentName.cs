namespace McpContextBrowser.Core;

/// <summary>A name of the question that occurs in none of the files that were read for it.</summary>
/// <param name="Name">As asked; it was looked for in any case, also inside longer names and in paths.</param>
/// <param name="FilesRead">Files whose whole text was read.</param>
/// <param name="Files">Files of the tree.</param>
public sealed record AbsentName(string Name, int FilesRead, int Files);
