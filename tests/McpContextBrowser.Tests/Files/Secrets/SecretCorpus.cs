using System.Text;

namespace McpContextBrowser.Tests.Files.Secrets;

/// <summary>Texts with and without secrets, drawn from templates: nothing that looks like a key lies in this repository.</summary>
internal static class SecretCorpus
{
    private const string Digits = "0123456789";
    private const string Lower = "abcdefghijklmnopqrstuvwxyz";
    private const string Upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    /// <summary>A text, and the secrets that lie in it.</summary>
    public sealed record Sample(string Template, string Text, IReadOnlyList<string> Secrets);

    public static IReadOnlyList<string> Templates(string file) =>
        [.. File.ReadLines(Path.Join(TestPaths.RepositoryRoot, "tests", "McpContextBrowser.Tests", "Files", "Secrets", file)).Where(line => !line.StartsWith('#'))];

    public static Sample Draw(string template, Random random)
    {
        var text = new StringBuilder();
        var secrets = new List<string>();
        var start = 0;
        var unescaped = template.Replace("\\\\n", "\u0001", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal).Replace("\u0001", "\\n", StringComparison.Ordinal);
        for (var at = 0; at < unescaped.Length; at++)
        {
            switch (unescaped[at])
            {
                case '«':
                    start = text.Length;
                    break;
                case '»':
                    secrets.Add(text.ToString(start, text.Length - start));
                    break;
                case '{' when TryDraw(unescaped, ref at, random, out var drawn):
                    text.Append(drawn);
                    break;
                default:
                    text.Append(unescaped[at]);
                    break;
            }
        }

        return new(template, text.ToString(), secrets);
    }

    private static bool TryDraw(string template, ref int at, Random random, out string drawn)
    {
        drawn = "";
        var close = template.IndexOf('}', at);
        var body = close < 0 ? "" : template[(at + 1)..close];
        if (body == "u")
        {
            drawn = $"{Text("h", 8)}-{Text("h", 4)}-4{Text("h", 3)}-a{Text("h", 3)}-{Text("h", 12)}";
        }
        else if (body == "p")
        {
            drawn = $"{Text("w", 5)}{Text("d", 1)}{"!#%*+"[random.Next(5)]}{Text("w", 7)}";
        }
        else if (body.Length > 2 && body[1] == ':' && int.TryParse(body.AsSpan(2), out var length) && Alphabet(body[..1]) is not null)
        {
            drawn = Text(body[..1], length);
        }
        else
        {
            return false;
        }

        at = close;
        return true;

        string Text(string alphabet, int length) => new([.. random.GetItems<char>(Alphabet(alphabet), length)]);
    }

    private static string? Alphabet(string name) => name switch
    {
        "w" => Upper + Lower + Digits,
        "a" => Lower + Digits,
        "A" => Upper + Digits,
        "h" => Digits + "abcdef",
        "H" => Digits + "ABCDEF",
        "b" => Upper + Lower + Digits + "+/",
        "s" => Upper + Lower + Digits + "-_",
        "d" => Digits,
        "B" => Upper + "234567",
        _ => null,
    };
}
