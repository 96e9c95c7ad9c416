using McpContextBrowser.Core.Chunking;
using McpContextBrowser.Core.Embedding;
using McpContextBrowser.Core.Files.Secrets;
using McpContextBrowser.Core.Store;

namespace McpContextBrowser.Core.Indexing;

/// <summary>What of a content a model is shown: the text of each chunk without the licence comment at the head of the file.</summary>
internal static class ChunkTexts
{
    /// <summary>The texts of a content that was scanned just now.</summary>
    public static ReadOnlyMemory<char>[] Of(string text, ScannedText scanned) =>
        Array.ConvertAll(scanned.Chunks, chunk => WithoutLicence(text, scanned, chunk));

    /// <summary>The texts of a content of the store, whose lines were not kept and are scanned again.</summary>
    /// <param name="text">As stored: without secrets.</param>
    /// <param name="record">Its chunks are what counts, should an earlier version have cut them elsewhere.</param>
    /// <param name="chunker">Scans.</param>
    public static ReadOnlyMemory<char>[] Of(string text, ContentRecord record, Chunker chunker)
    {
        var scanned = chunker.Scan(text, record.Language);
        return scanned.Chunks.AsSpan().SequenceEqual(record.Chunks)
            ? Of(text, scanned)
            : Array.ConvertAll(record.Chunks, chunk => text.AsMemory(chunk.Start, chunk.Length));
    }

    /// <summary>The same, without secrets where they go to another program: a folder may keep its secrets in the index, never send them.</summary>
    public static ReadOnlyMemory<char>[] Shareable(string text, ContentRecord record, Chunker chunker, IEmbedder embedder)
    {
        var redacted = embedder.IsRemote ? SecretScanner.Redact(text, out _) : text;
        return redacted == text ? Of(text, record, chunker) : Array.ConvertAll(record.Chunks, chunk => SameLines(text, redacted, chunk));
    }

    /// <summary>The lines of a chunk in another text of as many lines.</summary>
    private static ReadOnlyMemory<char> SameLines(string text, string other, Chunk chunk)
    {
        var first = text.AsSpan(0, chunk.Start).Count('\n');
        var lines = text.AsSpan(chunk.Start, chunk.Length).TrimEnd('\n').Count('\n') + 1;
        var start = AfterLines(other, 0, first);
        return other.AsMemory(start, AfterLines(other, start, lines) - start);
    }

    private static int AfterLines(string text, int start, int lines)
    {
        for (; lines > 0; lines--)
        {
            var end = text.IndexOf('\n', start);
            if (end < 0)
            {
                return text.Length;
            }

            start = end + 1;
        }

        return start;
    }

    /// <summary>Embeds the texts of one content in this process.</summary>
    public static async ValueTask<VectorBlock?> EmbedAsync(
        ReadOnlyMemory<char>[] texts, IEmbedder embedder, Contracts.CallContext call, CancellationToken cancellationToken)
    {
        if (texts.Length == 0)
        {
            return null;
        }

        var vectors = new float[texts.Length * embedder.Dimensions];
        await embedder.EmbedAsync(texts, EmbeddingSide.Document, vectors, call, cancellationToken).ConfigureAwait(false);
        return VectorBlock.From(embedder.Dimensions, vectors);
    }

    /// <summary>The licence would make every file's first vector one about licences.</summary>
    private static ReadOnlyMemory<char> WithoutLicence(string text, ScannedText scanned, Chunk chunk)
    {
        var line = chunk.StartLine - 1;
        while (line < chunk.EndLine && scanned.Lines[line] == LineClass.Licence)
        {
            line++;
        }

        var start = Math.Max(chunk.Start, scanned.LineStarts[line]);
        return text.AsMemory(start, Math.Max(0, chunk.Start + chunk.Length - start));
    }
}
