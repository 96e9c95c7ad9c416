using System.Buffers;

namespace McpContextBrowser.Core.Files.Secrets;

/// <summary>
/// Finds the formats of <see cref="ProviderRules"/>. Every key has a long run of letters and digits, and code has few of those: the
/// search leaps from window to window and looks at anchors only in and just before long runs. One automaton over all 190 anchors
/// read 50 MB/s on the machine on which this reads more than 400.
/// </summary>
internal static class ProviderAnchors
{
    private const int ShortestRun = 16;
    private const int LongestStart = 40; // of a key before its long run, as in `SG.` or `123456789:`

    private const int LongestEnd = 8; // of an anchor behind the long run

    private static readonly SearchValues<char> RunCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    private static readonly SearchValues<char> KeyCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.+/=~:%$");

    // By the first two characters of the anchor, 7 bits each.
    private static readonly ProviderRule[]?[] ByStart = Table(ProviderRules.All.Where(rule => rule is { Lead: 0, IsUrl: false }));

    private static readonly ProviderRule[] Inner = [.. ProviderRules.All.Where(rule => rule.Lead > 0)];

    private static readonly SearchValues<string> InnerAnchors = SearchValues.Create([.. Inner.Select(rule => rule.Anchor)], StringComparison.Ordinal);

    public static void Find(string text, List<SecretSpan> spans)
    {
        var done = 0;
        for (var at = 0; at + ShortestRun <= text.Length;)
        {
            var gap = text.AsSpan(at, ShortestRun).LastIndexOfAnyExcept(RunCharacters);
            if (gap >= 0)
            {
                at += gap + 1;
                continue;
            }

            var before = text.AsSpan(done, at - done);
            before = before[^Math.Min(LongestStart, before.Length)..];
            var start = at - (before.Length - 1 - before.LastIndexOfAnyExcept(KeyCharacters));
            var length = text.AsSpan(at).IndexOfAnyExcept(RunCharacters);
            at = length < 0 ? text.Length : at + length;
            FindInRun(text, start, at, spans);
            done = at;
        }
    }

    private static void FindInRun(string text, int start, int end, List<SecretSpan> spans)
    {
        for (var at = start; at < end - 1; at++)
        {
            if (ByStart[Start(text, at)] is not { } rules || !TextEdges.BeginsToken(text, at))
            {
                continue;
            }

            foreach (var rule in rules)
            {
                if (TryRule(rule, text, at, spans))
                {
                    at = Math.Max(at, Math.Min(spans[^1].End, end) - 1);
                    break;
                }
            }
        }

        end = Math.Min(text.Length, end + LongestEnd);
        for (var at = start; text.AsSpan(at, end - at).IndexOfAny(InnerAnchors) is var offset and >= 0; at++)
        {
            at += offset;
            foreach (var rule in Inner)
            {
                if (TryRule(rule, text, at, spans))
                {
                    break;
                }
            }
        }
    }

    private static bool TryRule(ProviderRule rule, string text, int at, List<SecretSpan> spans)
    {
        if (string.CompareOrdinal(text, at, rule.Anchor, 0, rule.Anchor.Length) != 0 || !rule.TryMatch(text, at, out var span))
        {
            return false;
        }

        spans.Add(span);
        if (rule.TryMatchCompanion(text, span.End, out var companion))
        {
            spans.Add(companion);
        }

        return true;
    }

    private static ProviderRule[]?[] Table(IEnumerable<ProviderRule> rules)
    {
        var table = new ProviderRule[]?[1 << 14];
        foreach (var group in rules.GroupBy(rule => Start(rule.Anchor, 0)))
        {
            table[group.Key] = [.. group];
        }

        return table;
    }

    // All key characters are ASCII.
    private static int Start(string text, int at) => ((text[at] << 7) | text[at + 1]) & 0x3fff;
}
