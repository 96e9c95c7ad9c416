namespace McpContextBrowser;

/// <summary>The version of this build, as the package carries it.</summary>
internal static class ProductVersion
{
    /// <summary>Three numbers, such as <c>0.1.0</c>.</summary>
    public static string Text { get; } = typeof(ProductVersion).Assembly.GetName().Version!.ToString(3);
}
