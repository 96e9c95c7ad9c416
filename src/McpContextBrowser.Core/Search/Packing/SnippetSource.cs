namespace McpContextBrowser.Core.Search.Packing;

/// <summary>A chunk that may be shown, with what each form of it costs.</summary>
public sealed record SnippetSource
{
    /// <summary>What showing all of it is worth to the reader, above 0; comparable within one answer.</summary>
    public required double Worth { get; init; }

    /// <summary>Tokens of everything but its code: path, lines, symbol, in every part of the answer.</summary>
    public required int HeadingTokens { get; init; }

    /// <summary>Tokens of each line of the chunk, its end included.</summary>
    public required IReadOnlyList<int> LineTokens { get; init; }

    /// <summary>Lines of its signature, 0-based within the chunk.</summary>
    public required LineRun Signature { get; init; }

    /// <summary>Lines that answer best, 0-based within the chunk.</summary>
    public required LineRun Excerpt { get; init; }

    /// <summary>The lines of a form; none for the outline.</summary>
    public LineRun Lines(SnippetForm form) => form switch
    {
        SnippetForm.Outline => default,
        SnippetForm.Signature => Signature,
        SnippetForm.Excerpt => Excerpt,
        _ => new(0, LineTokens.Count),
    };

    /// <summary>Tokens of a form with its heading.</summary>
    public int Cost(SnippetForm form)
    {
        var lines = Lines(form);
        var cost = HeadingTokens;
        for (var line = lines.First; line < lines.First + lines.Count; line++)
        {
            cost += LineTokens[line];
        }

        return cost;
    }
}
