using McpContextBrowser.Core;

namespace McpContextBrowser.Answers;

/// <summary>What is held of one path, as programs read it.</summary>
internal sealed record HeldRow(string Root, string Path, long Bytes, int Chunks, string? Skipped, string? Rule, string? Text)
{
    public static HeldRow Of(HeldFile file) =>
        new(file.Root, file.Path, file.Bytes, file.Chunks, file.Skipped is { } skip ? SkipReasons.NameOf(skip.Reason) : null, file.Skipped?.Rule, file.Text);
}
