using McpContextBrowser.Configuration;
using McpContextBrowser.Core;

namespace McpContextBrowser;

/// <summary>The one place that says <c>new</c>, in order. No container: a command that needs no engine makes none.</summary>
internal static class Composition
{
    /// <summary>The engine as the settings ask for it. Nothing is opened yet: the index and the model are read on first use.</summary>
    public static ContextBrowser Compose(CtxbConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new ContextBrowser();
    }
}
