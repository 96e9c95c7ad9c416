namespace McpContextBrowser.Mcp;

/// <summary>The tools by name; the names are part of the interface.</summary>
internal static class ToolNames
{
    public const string Search = "search_code";
    public const string Index = "index_codebase";
    public const string Status = "get_indexing_status";
    public const string Clear = "clear_index";
    public const string Similar = "find_similar";
}
