namespace McpContextBrowser.Core.Indexing;

/// <summary>Gathers texts of contents until there are enough for a call. For one thread.</summary>
/// <param name="texts">Texts at which a batch is full.</param>
/// <param name="characters">Characters at which it is full.</param>
internal sealed class TextGathering(int texts, int characters)
{
    private List<(long Content, int Texts)> _contents = [];
    private List<ReadOnlyMemory<char>> _texts = [];
    private long _characters;

    /// <summary>Adds a content.</summary>
    /// <returns>The batch when it is full now, else null.</returns>
    public TextBatch? Add(long content, ReadOnlyMemory<char>[] added)
    {
        _contents.Add((content, added.Length));
        _texts.AddRange(added);
        _characters += added.Sum(text => (long)text.Length);
        return _texts.Count >= texts || _characters >= characters ? Rest() : null;
    }

    /// <summary>The batch as far as it is; null when nothing is in it.</summary>
    public TextBatch? Rest()
    {
        var batch = _contents.Count == 0 ? null : new TextBatch(_contents, _texts);
        (_contents, _texts, _characters) = ([], [], 0);
        return batch;
    }
}
