namespace McpContextBrowser.Core.Chunking.Scanning;

/// <summary>A word of a language.</summary>
/// <param name="Text">As written.</param>
/// <param name="Roles">What it means.</param>
/// <param name="Form">What it announces, with the form roles.</param>
internal readonly record struct WordEntry(string Text, WordRoles Roles, KeywordForm? Form);
