using System.Text;
using McpContextBrowser.Core.Chunking;
using McpContextBrowser.Core.Embedding.Static;
using McpContextBrowser.Core.Lexical;

namespace McpContextBrowser.Evaluation;

/// <summary>A word of a text as the built-in model knows it.</summary>
/// <param name="Id">Of the model's word, or of a piece; <see cref="TokenReader.Unknown"/> when it knows none.</param>
/// <param name="Term">Of the stem; 0 for a later piece of the same word.</param>
/// <param name="Flags">What it stands in.</param>
internal readonly record struct Token(ushort Id, ulong Term, TokenFlags Flags);

/// <summary>Where a word stands.</summary>
[Flags]
internal enum TokenFlags : byte
{
    None = 0,
    BeginsIdentifier = 1,
    Comment = 2,
    DefinitionLine = 4,
    FirstLine = 8,
    BeginsLine = 16,
}

/// <summary>Reads the words of a text in their order; the model itself only counts them.</summary>
internal sealed unsafe class TokenReader(StaticModel model)
{
    public const ushort Unknown = ushort.MaxValue;

    private const int ShortestSegmented = 4;

    private readonly WordCutter _cutter = new();
    private readonly TokenBag _bag = new(model.TokenCount);
    private readonly List<(int Id, int Count)> _pieces = [];

    /// <param name="text">A question, a path, or a chunk.</param>
    /// <param name="scanned">The file of the chunk; null for other texts.</param>
    /// <param name="firstLine">1-based line on which the text begins.</param>
    /// <param name="most">Tokens at most.</param>
    public List<Token> Read(ReadOnlySpan<char> text, ScannedText? scanned, int firstLine, int most)
    {
        var tokens = new List<Token>();
        var words = _cutter.Cut(text);
        var defining = scanned?.Definitions.Select(definition => definition.Line).ToHashSet();
        var (line, at, beginsLine) = (firstLine, 0, true);
        for (var i = 0; i < words && tokens.Count < most; i++)
        {
            var start = _cutter.Starts[i];
            for (; at < start; at++)
            {
                (line, beginsLine) = text[at] == '\n' ? (line + 1, true) : (line, beginsLine);
            }

            var lineClass = scanned?.Lines[line - 1];
            if (lineClass == LineClass.Licence)
            {
                continue;
            }

            var flags = (start == 0 || !(char.IsAsciiLetterOrDigit(text[start - 1]) || text[start - 1] == '_') ? TokenFlags.BeginsIdentifier : 0)
                | (beginsLine ? TokenFlags.BeginsLine : 0)
                | (lineClass == LineClass.Comment ? TokenFlags.Comment : 0)
                | (defining?.Contains(line) == true ? TokenFlags.DefinitionLine : 0)
                | (scanned is null && line == firstLine ? TokenFlags.FirstLine : 0);
            beginsLine = false;
            Add(start, Math.Min(_cutter.Ends[i] - start, Vocabulary.LongestWord), flags, tokens, most);
        }

        return tokens;
    }

    private void Add(int start, int length, TokenFlags flags, List<Token> tokens, int most)
    {
        ref readonly var word = ref _cutter.Letters[start];
        var lower = Encoding.ASCII.GetString(_cutter.Letters.Slice(start, length));
        var term = Terms.OfWord(lower.AsSpan(0, Stemmer.StemLength(lower)));
        var id = model.Words.Find(in word, length);
        _pieces.Clear();
        if (id < 0 && length >= ShortestSegmented && word > (byte)'9')
        {
            Segmenter.AddPieces(in word, length, model, _bag);
            _bag.TakeCounts(_pieces);
            _pieces.Reverse(); // they come from the word's end
        }

        if (_pieces.Count == 0)
        {
            tokens.Add(new(id < 0 ? Unknown : (ushort)id, term, flags));
            return;
        }

        foreach (var (piece, _) in _pieces.Take(most - tokens.Count))
        {
            tokens.Add(new((ushort)piece, term, flags));
            (term, flags) = (0, flags & ~(TokenFlags.BeginsIdentifier | TokenFlags.BeginsLine));
        }
    }
}
