namespace McpContextBrowser.Core.Files.Secrets;

/// <summary>One secret that was kept out. It holds no part of the secret, so it may be shown and logged.</summary>
/// <param name="Rule">The rule that found it, as in the marker that stands in its place.</param>
/// <param name="Line">Where it begins, from 1; the same before and after redaction.</param>
/// <param name="Start">Its first character in the text before redaction.</param>
/// <param name="Length">Characters before redaction.</param>
public readonly record struct SecretFinding(string Rule, int Line, int Start, int Length);
