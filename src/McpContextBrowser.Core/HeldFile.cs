namespace McpContextBrowser.Core;

/// <summary>What the index holds of one path of a folder.</summary>
/// <param name="Root">Real path of the folder.</param>
/// <param name="Path">Below it, with <c>/</c>.</param>
/// <param name="Bytes">Size of the file when it was read.</param>
/// <param name="Chunks">Pieces it was cut into; 0 when it was skipped.</param>
/// <param name="Skipped">Why it was skipped, with the rule; null when it is held.</param>
/// <param name="Text">The text as it is held, secrets replaced; null unless asked for.</param>
public sealed record HeldFile(string Root, string Path, long Bytes, int Chunks, Files.Skip? Skipped, string? Text);
