using McpContextBrowser.Core.Chunking;
using McpContextBrowser.Core.Lexical;

namespace McpContextBrowser.Core.Indexing;

/// <summary>Derives the terms of a content from its text and what the scanner found in it.</summary>
/// <remarks>For one thread: reuse one instance from content to content.</remarks>
public sealed class DerivedContent
{
    private readonly ContentTermsBuilder _builder = new();

    /// <summary>
    /// The terms of each chunk: code and comment lines into their fields, definitions as symbols of the chunk that holds
    /// their line; the licence comment at the head of a file into none, since it would make every file about licences.
    /// </summary>
    /// <param name="text">The text that was scanned.</param>
    /// <param name="scanned">Its lines, definitions and chunks.</param>
    /// <returns>For <see cref="LexicalIndexBuilder.Add"/>; kept with the content.</returns>
    public byte[] Terms(ReadOnlySpan<char> text, ScannedText scanned)
    {
        _builder.Begin(text);
        var line = 0;
        var definition = 0;
        foreach (var chunk in scanned.Chunks)
        {
            _builder.BeginChunk();
            AddLines(text, scanned, chunk, ref line);
            for (; definition < scanned.Definitions.Length && scanned.Definitions[definition].Line <= chunk.EndLine; definition++)
            {
                var found = scanned.Definitions[definition];
                if (found.Kind != DefinitionKind.Section)
                {
                    // A heading or key stays body text: as a defined name it would compete with the code that it writes about.
                    _builder.AddSymbol(found.Name, NameKindOf(found.Kind), found.Line);
                }
            }

            _builder.EndChunk();
        }

        return _builder.Finish();
    }

    private static NameKind NameKindOf(DefinitionKind kind) => DefinitionKinds.ClassOf(kind) switch
    {
        DefinitionClass.Type => NameKind.Type,
        DefinitionClass.Function => NameKind.Function,
        _ => NameKind.Other,
    };

    /// <summary>Adds the chunk's part of each line, runs of one class together.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="scanned">Its lines.</param>
    /// <param name="chunk">The chunk.</param>
    /// <param name="line">Index of the first line that may reach into the chunk; moved to that of the next chunk.</param>
    private void AddLines(ReadOnlySpan<char> text, ScannedText scanned, Chunk chunk, ref int line)
    {
        var starts = scanned.LineStarts;
        var end = chunk.Start + chunk.Length;
        while (starts[line + 1] <= chunk.Start)
        {
            line++;
        }

        for (var at = chunk.Start; at < end;)
        {
            var kind = scanned.Lines[line];
            while (starts[line + 1] < end && scanned.Lines[line + 1] == kind)
            {
                line++;
            }

            // A line longer than a chunk is cut: what is left of it belongs to the next chunk.
            var stop = Math.Min(starts[line + 1], end);
            var run = text[at..stop];
            if (kind == LineClass.Code)
            {
                _builder.AddBody(run);
            }
            else if (kind == LineClass.Comment)
            {
                _builder.AddComment(run);
            }

            at = stop;
            if (starts[line + 1] <= at && line + 1 < scanned.Lines.Length)
            {
                line++;
            }
        }
    }
}
