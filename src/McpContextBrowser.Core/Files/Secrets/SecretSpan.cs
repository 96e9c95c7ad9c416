namespace McpContextBrowser.Core.Files.Secrets;

/// <summary>Characters of a text that one rule wants out.</summary>
/// <param name="Start">First character.</param>
/// <param name="End">The character after the last.</param>
/// <param name="Rule">Name for the marker.</param>
/// <param name="Precise">The secret's own format names it; such a rule gives its name to what a general one also found.</param>
internal readonly record struct SecretSpan(int Start, int End, string Rule, bool Precise);
