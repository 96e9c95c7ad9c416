using System.Buffers;
using System.Text;

namespace McpContextBrowser.Core.Files.Secrets;

/// <summary>
/// Keeps secrets out of everything that is made from source text. Formats that give themselves away are matched as their issuers
/// publish them; other values by the name they are assigned to and by how random they look. A secret is replaced by
/// <c>[redacted:rule]</c>, all line ends stay. Any thread; a text in which nothing is found costs little more than two vectorised searches.
/// </summary>
public static class SecretScanner
{
    // 1: 150 formats, armoured keys, URLs, authorization schemes, commands, assignments
    // 2: passwords in URLs with an unescaped number sign
    /// <summary>Part of what derived data are named by: a better scanner reaches old contents.</summary>
    public const int Version = 2;

    /// <summary>How that begins which stands for a secret.</summary>
    public const string Mark = "[redacted:";

    // What the general rules look around, in any case. Each word more makes the vectorised search slower: 58 of them, one for each kind
    // of key, read an eighth of what these do. Armoured keys have `KEY` in their first line.
    private static readonly string[] Words =
        ["key", "pass", "secret", "token", "auth", "pwd", "cred", "_pw", "://", "bearer", "basic", "kty\"", "&sig=", "?sig=", ";sig=", "curl ", "mysql", "redis-cli ", "securestring", "@tcp(", "@unix("];

    private static readonly SearchValues<string> Keywords = SearchValues.Create(Words, StringComparison.OrdinalIgnoreCase);

    /// <summary>Replaces all secrets of a text.</summary>
    /// <param name="findings">In the order of the text; empty when nothing was found.</param>
    /// <returns>The same instance when nothing was found; else a text with as many lines.</returns>
    public static string Redact(string text, out IReadOnlyList<SecretFinding> findings)
    {
        var spans = new List<SecretSpan>();
        ProviderAnchors.Find(text, spans);
        FindKeywords(text, spans);
        if (spans.Count == 0)
        {
            findings = [];
            return text;
        }

        var merged = Merge(spans);
        findings = Describe(text, merged);
        return Replace(text, merged);
    }

    private static void FindKeywords(string text, List<SecretSpan> spans)
    {
        var values = new AssignedValues(text);
        var documents = new KeyDocuments(text);
        for (var at = 0; text.AsSpan(at).IndexOfAny(Keywords) is var offset and >= 0;)
        {
            at += offset;
            var word = Words[0];
            for (var i = 1; !IsWord(text, at, word); i++)
            {
                word = Words[i];
            }

            if (TryFindAtPlace(text, at, word, ref documents, out var span) || values.TryRead(at, word.Length, out span))
            {
                spans.Add(span);
            }

            // An armoured key is not looked through again.
            at = Math.Max(at + word.Length, span.Precise ? span.End : 0);
        }
    }

    private static bool TryFindAtPlace(string text, int at, string word, ref KeyDocuments documents, out SecretSpan span)
    {
        span = default;
        return word switch
        {
            "://" => Credentials.TryReadUrl(text, at, out span) || Credentials.TryReadWebhook(text, at, out span),
            "key" => documents.TryReadAround(at, out span),
            "kty\"" => documents.TryReadJson(at, out span),
            "bearer" or "basic" => Credentials.TryReadScheme(text, at, word.Length, out span),
            "@tcp(" or "@unix(" => Credentials.TryReadDataSource(text, at, out span),
            "&sig=" or "?sig=" or ";sig=" => Credentials.TryReadSignature(text, at, out span),
            "curl " or "mysql" or "redis-cli " => Credentials.TryReadCommand(text, at, out span),
            "securestring" => at >= 10 && Credentials.TryReadCommand(text, at - "ConvertTo-".Length, out span),
            "pass" => at >= 3 && Credentials.TryReadCommand(text, at - "ssh".Length, out span),
            _ => false,
        };
    }

    private static bool IsWord(string text, int at, string word) => string.Compare(text, at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0;

    // Overlapping findings become one, named by the format that gave itself away if there is one.
    private static List<SecretSpan> Merge(List<SecretSpan> spans)
    {
        spans.Sort((a, b) => (a.Start, b.Precise).CompareTo((b.Start, a.Precise)));
        var merged = new List<SecretSpan> { spans[0] };
        foreach (var span in spans.Skip(1))
        {
            var last = merged[^1];
            if (span.Start >= last.End)
            {
                merged.Add(span);
            }
            else
            {
                merged[^1] = last with
                {
                    End = Math.Max(last.End, span.End),
                    Rule = last.Precise || !span.Precise ? last.Rule : span.Rule,
                    Precise = last.Precise || span.Precise,
                };
            }
        }

        return merged;
    }

    private static SecretFinding[] Describe(string text, List<SecretSpan> spans)
    {
        var findings = new SecretFinding[spans.Count];
        var (line, at) = (1, 0);
        for (var i = 0; i < findings.Length; i++)
        {
            line += text.AsSpan(at, spans[i].Start - at).Count('\n');
            at = spans[i].Start;
            findings[i] = new(spans[i].Rule, line, at, spans[i].End - at);
        }

        return findings;
    }

    private static string Replace(string text, List<SecretSpan> spans)
    {
        var result = new StringBuilder(text.Length);
        var at = 0;
        foreach (var span in spans)
        {
            result.Append(text, at, span.Start - at).Append(Mark).Append(span.Rule).Append(']');
            foreach (var c in text.AsSpan(span.Start, span.End - span.Start))
            {
                if (c is '\n' or '\r')
                {
                    result.Append(c);
                }
            }

            at = span.End;
        }

        return result.Append(text, at, text.Length - at).ToString();
    }
}
