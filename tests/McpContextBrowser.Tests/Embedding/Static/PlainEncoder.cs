using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;
using McpContextBrowser.Core.Embedding;

namespace McpContextBrowser.Tests.Embedding.Static;

/// <summary>The model as its description has it, word for word: strings, a dictionary, doubles. The oracle of the fast one.</summary>
internal sealed partial class PlainEncoder
{
    private readonly byte[] _file;
    private readonly int _tokens;
    private readonly int _dimensions;
    private readonly Dictionary<string, int> _ids;

    public PlainEncoder(byte[] file)
    {
        _file = file;
        _tokens = Int(8);
        _dimensions = Int(12);
        var wordsAt = 16 + (12 * _tokens) + (_tokens * _dimensions);
        _ids = Encoding.ASCII.GetString(file, wordsAt + 4, Int(wordsAt)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select((word, id) => (word, id)).ToDictionary(pair => pair.word, pair => pair.id);
    }

    public int Dimensions => _dimensions;

    public IReadOnlyDictionary<string, int> Ids => _ids;

    public double[] Encode(string text, EmbeddingSide side)
    {
        var y = new double[_dimensions];
        foreach (var token in Tokens(text).CountBy(token => token))
        {
            var scale = Float(16 + (4 * (token.Key + (side == EmbeddingSide.Query ? 0 : _tokens))));
            var weight = (1 + Math.Log(token.Value)) * scale;
            for (var d = 0; d < _dimensions; d++)
            {
                y[d] += weight * (sbyte)_file[16 + (12 * _tokens) + (token.Key * _dimensions) + d];
            }
        }

        var length = Math.Sqrt(y.Sum(v => v * v) + 1e-12);
        return [.. y.Select(v => v / length)];
    }

    public static IEnumerable<string> Words(string text) =>
        from Match match in Word().Matches(text)
        let word = match.Value
        where char.IsAsciiDigit(word[0]) ? word.Length <= 4 : word.Length >= 2
        select word[..Math.Min(40, word.Length)].ToLowerInvariant();

    public IEnumerable<int> Tokens(string text)
    {
        foreach (var word in Words(text))
        {
            if (_ids.TryGetValue(word, out var id))
            {
                yield return id;
            }
            else if (word.Length > 3 && !char.IsAsciiDigit(word[0]))
            {
                foreach (var piece in Pieces(word))
                {
                    yield return piece;
                }
            }
        }
    }

    private IEnumerable<int> Pieces(string word)
    {
        var best = Enumerable.Repeat(-1e9, word.Length + 1).ToArray();
        var path = new (int From, int Piece)[word.Length + 1];
        best[0] = 0;
        for (var i = 0; i < word.Length; i++)
        {
            if (best[i] - 18 > best[i + 1])
            {
                (best[i + 1], path[i + 1]) = (best[i] - 18, (i, -1));
            }

            for (var length = 2; length <= Math.Min(20, word.Length - i); length++)
            {
                if (_ids.TryGetValue(word.Substring(i, length), out var id)
                    && best[i] + Float(16 + (4 * ((2 * _tokens) + id))) - 1 is var score
                    && score > best[i + length])
                {
                    (best[i + length], path[i + length]) = (score, (i, id));
                }
            }
        }

        for (var i = word.Length; i > 0; i = path[i].From)
        {
            if (path[i].Piece >= 0)
            {
                yield return path[i].Piece;
            }
        }
    }

    private int Int(int at) => BinaryPrimitives.ReadInt32LittleEndian(_file.AsSpan(at));

    private float Float(int at) => BinaryPrimitives.ReadSingleLittleEndian(_file.AsSpan(at));

    [GeneratedRegex("[A-Z]{2,}s(?![a-z])|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")]
    private static partial Regex Word();
}
