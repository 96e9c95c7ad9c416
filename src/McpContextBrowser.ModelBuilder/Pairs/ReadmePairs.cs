using System.Text;
using McpContextBrowser.Evaluation;

namespace McpContextBrowser.ModelBuilder.Pairs;

/// <summary>Finds blocks of code in Markdown and the text before each: the heading and what follows it.</summary>
internal static class ReadmePairs
{
    private const int MostLetters = 2_000;
    private const int MostWords = 60;
    private const int LeastWords = 3;
    private const int LeastLines = 2;

    public static IEnumerable<Pair> In(SourceText source)
    {
        var heading = "";
        var text = new List<string>();
        for (var line = 1; line <= source.LineCount; line++)
        {
            var bare = source.Line(line).Trim();
            if (Fence(bare) is { } fence)
            {
                var code = new StringBuilder();
                var lines = 0;
                for (line++; line <= source.LineCount && !source.Line(line).Trim().StartsWith(fence, StringComparison.Ordinal); line++, lines++)
                {
                    if (code.Length < MostLetters)
                    {
                        code.Append(source.Line(line)).Append('\n');
                    }
                }

                var words = heading.Split(' ', StringSplitOptions.RemoveEmptyEntries).Concat(text.TakeLast(MostWords)).ToList();
                if (lines >= LeastLines && words.Count(word => word.Count(char.IsAsciiLetter) >= 2) >= LeastWords)
                {
                    yield return new(PairKind.Readme, source.Language, source.Path.Value, string.Join(' ', words), code.ToString());
                }

                text.Clear();
            }
            else if (bare is ['#', ..])
            {
                heading = bare.TrimStart('#').Trim();
                text.Clear();
            }
            else
            {
                text.AddRange(bare.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            }
        }
    }

    private static string? Fence(string line) =>
        line.StartsWith("```", StringComparison.Ordinal) ? "```" : line.StartsWith("~~~", StringComparison.Ordinal) ? "~~~" : null;
}
