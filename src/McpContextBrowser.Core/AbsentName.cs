namespace McpContextBrowser.Core;

/// <summary>A name of the question that occurs in none of the files that were checked for it.</summary>
/// <param name="Name">As asked; it was looked for in any case, also inside longer names and in paths.</param>
/// <param name="FilesChecked">Files that are known not to have it: by a filter of what their text is made of, or by reading all of it.</param>
/// <param name="Files">Files of the tree.</param>
public sealed record AbsentName(string Name, int FilesChecked, int Files);
