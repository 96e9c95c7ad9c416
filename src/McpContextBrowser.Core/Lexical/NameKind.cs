namespace McpContextBrowser.Core.Lexical;

/// <summary>How much a definition of a kind is worth to ranking. The numbers are stored: never reuse one.</summary>
public enum NameKind : byte
{
    /// <summary>Namespace, implementation block, constant, variable.</summary>
    Other = 0,
    Function = 1,
    Type = 2,
}
