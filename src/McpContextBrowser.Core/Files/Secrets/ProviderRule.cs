using System.Text.RegularExpressions;

namespace McpContextBrowser.Core.Files.Secrets;

/// <summary>The published format of one kind of key.</summary>
/// <param name="Name">For the marker; lower case, words joined by hyphens.</param>
/// <param name="Anchor">Text that every key of the kind holds, case-sensitive, at least two characters.</param>
/// <param name="Pattern">The key, from its start; a group <c>s</c> says which part is secret, else all of it is.</param>
/// <param name="Source">Where the format is published.</param>
internal sealed record ProviderRule(string Name, string Anchor, string Pattern, string Source)
{
    private Regex? _regex;
    private Regex? _companion;

    /// <summary>Characters of the key before the anchor, at most; 0 for a prefix.</summary>
    public int Lead { get; init; }

    /// <summary>The anchor is part of a URL; the rule is tried where one begins.</summary>
    public bool IsUrl { get; init; }

    /// <summary>A secret without a format of its own that stands near this key, within <see cref="CompanionReach"/> characters behind it; null when there is none.</summary>
    public (string Name, string Pattern)? Companion { get; init; }

    /// <summary>How far behind a key its companion may end.</summary>
    public const int CompanionReach = 250;

    /// <summary>The prefix alone is too common: what matches must look random too.</summary>
    public bool MustLookRandom { get; init; }

    // Interpreted and made at the first hit of the anchor: compiling all of them would cost more than most runs ever save.
    private Regex Regex => _regex ??= new(
        $@"\G(?:{Pattern})(?![A-Za-z0-9])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    /// <summary>Looks for the companion of a key that was found.</summary>
    /// <param name="from">Where the key ends.</param>
    public bool TryMatchCompanion(string text, int from, out SecretSpan span)
    {
        span = default;
        if (Companion is not { } companion)
        {
            return false;
        }

        _companion ??= new(companion.Pattern, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        var match = _companion.Match(text, from, Math.Min(CompanionReach, text.Length - from));
        span = new(match.Index, match.Index + match.Length, companion.Name, Precise: true);
        return match.Success && Randomness.LooksRandom(match.ValueSpan);
    }

    /// <summary>Tries the format around an anchor.</summary>
    /// <param name="at">Where the anchor begins.</param>
    public bool TryMatch(string text, int at, out SecretSpan span)
    {
        span = default;
        for (var start = at; start >= Math.Max(0, at - Lead); start--)
        {
            if (!(IsUrl || TextEdges.BeginsToken(text, start)) || Regex.Match(text, start) is not { Success: true } match
                || (MustLookRandom && !Randomness.LooksRandom(match.ValueSpan)))
            {
                continue;
            }

            var part = match.Groups["s"] is { Success: true } group ? group : (Capture)match;
            if (part.Index + part.Length > at && !Placeholders.IsMasked(part.ValueSpan))
            {
                span = new(part.Index, part.Index + part.Length, Name, Precise: true);
                return true;
            }
        }

        return false;
    }
}
