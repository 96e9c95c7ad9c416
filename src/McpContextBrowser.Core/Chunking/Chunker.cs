using System.Collections.Concurrent;
using McpContextBrowser.Core.Chunking.Scanning;

namespace McpContextBrowser.Core.Chunking;

/// <summary>Cuts a text into chunks that follow its definitions. Pure: text in, chunks out.</summary>
/// <remarks>Thread-safe. Linear in the length of the text, whatever the text; never throws for one.
/// Working memory is kept between calls, so the result is all that is allocated.</remarks>
public sealed class Chunker
{
    private readonly LineSplitter _splitter;
    private readonly ConcurrentBag<ScanBuffers> _spare = [];

    /// <exception cref="ArgumentException">The options have problems.</exception>
    public Chunker(ChunkingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Problems().FirstOrDefault() is { } problem)
        {
            throw new ArgumentException(problem, nameof(options));
        }

        _splitter = new LineSplitter(options);
    }

    /// <summary>Finds lines, definitions and chunks of a text.</summary>
    /// <param name="text">Decoded text; lines end with LF, CR LF or CR.</param>
    /// <param name="language">Id of the language table, such as <c>csharp</c>; an unknown one is cut into windows of lines.</param>
    public ScannedText Scan(string text, string language)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!_spare.TryTake(out var buffers))
        {
            buffers = new ScanBuffers();
        }

        buffers.Begin(text);
        if (text.Length > 0)
        {
            LanguageScan.Run(text, language, buffers);
        }

        var scanned = ScanResult.Assemble(text, buffers, _splitter);
        if (buffers.WorthKeeping)
        {
            _spare.Add(buffers);
        }

        return scanned;
    }
}
