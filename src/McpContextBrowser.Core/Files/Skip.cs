namespace McpContextBrowser.Core.Files;

/// <summary>A reason and, where a rule decided, the rule: <c>.gitignore:3:*.log</c> (file below the root, line, pattern) or a limit.</summary>
public readonly record struct Skip(SkipReason Reason, string? Rule = null);
