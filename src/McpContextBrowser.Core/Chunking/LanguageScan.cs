using McpContextBrowser.Core.Chunking.Scanning;
using McpContextBrowser.Core.Chunking.Texts;

namespace McpContextBrowser.Core.Chunking;

/// <summary>Chooses how a language is read: by its table, or by the few readers of texts that are no programs or hold several languages.</summary>
internal static class LanguageScan
{
    private static readonly Dictionary<string, Action<string, ScanBuffers>> Readers = new(StringComparer.Ordinal)
    {
        ["markdown"] = ReadMarkdown,
        ["toml"] = SettingsText.Read,
        ["ini"] = SettingsText.Read,
        ["dockerfile"] = DockerfileText.Read,
        ["json"] = JsonText.Read,
        ["jupyter"] = JupyterText.Read,
        ["css"] = StyleText.Read,
        ["html"] = MarkupText.Read,
        ["vue"] = MarkupText.Read,
        ["svelte"] = MarkupText.Read,
        ["astro"] = MarkupText.Read,
        ["razor"] = MarkupText.Read,
    };

    public static void Run(string text, string language, ScanBuffers buffers)
    {
        if (LanguageCatalog.Find(language) is { } table)
        {
            Region(text, 0, text.Length, table, buffers, -1);
        }
        else if (Readers.TryGetValue(language, out var read))
        {
            read(text, buffers);
        }
        else
        {
            TextLines.Mark(text, buffers);
        }

        LicenceHeader.Mark(text, buffers);
    }

    private static void ReadMarkdown(string text, ScanBuffers buffers)
    {
        TextLines.Mark(text, buffers);
        new MarkdownReader(text, buffers).Run();
    }

    /// <summary>Reads the part of a text that is written in one language.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="start">Where the part begins.</param>
    /// <param name="end">Behind its last character.</param>
    /// <param name="table">Its language.</param>
    /// <param name="buffers">Hold the lines and take what is found.</param>
    /// <param name="owner">The definition around it; -1 without.</param>
    /// <param name="scope">What the part holds: a file's definitions, or members.</param>
    public static void Region(string text, int start, int end, SyntaxTable table, ScanBuffers buffers, int owner, ScopeKind scope = ScopeKind.File)
    {
        buffers.BeginRegion();
        var region = text.AsSpan(0, end);
        new Lexer(region, start, table, buffers).Run();
        if (table.Alternative?.Invoke(region, buffers) is { } other)
        {
            buffers.BeginRegion();
            new Lexer(region, start, other, buffers).Run();
            table = other;
        }

        new StructureScanner(region, table, buffers).Run(owner, scope);
    }
}
