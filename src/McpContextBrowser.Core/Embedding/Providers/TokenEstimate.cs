namespace McpContextBrowser.Core.Embedding.Providers;

/// <summary>
/// About how many tokens a text has for the providers' tokenisers, which are not here. A word is one token and one more for every
/// six letters, a number one for three digits, a mark one, a line's indentation one, and a character outside ASCII one.
/// The providers' own count, which every answer carries, replaces it in bills and metrics.
/// </summary>
public static class TokenEstimate
{
    private const int LettersPerToken = 6;
    private const int DigitsPerToken = 3;

    /// <summary>Tokens of a text; 0 for an empty one.</summary>
    public static int Of(ReadOnlySpan<char> text) => Walk(text, int.MaxValue, out _);

    /// <summary>The longest beginning that has at most so many tokens, never ending inside a surrogate pair.</summary>
    /// <param name="tokens">At least 1.</param>
    /// <returns>Characters; at least 1 when there are any.</returns>
    public static int LongestPrefix(ReadOnlySpan<char> text, int tokens)
    {
        Walk(text, tokens, out var length);
        if (length < text.Length && length > 1 && char.IsHighSurrogate(text[length - 1]))
        {
            length--;
        }

        return Math.Max(length, Math.Min(1, text.Length));
    }

    /// <summary>Counts up to a limit.</summary>
    /// <param name="length">Characters that fit.</param>
    private static int Walk(ReadOnlySpan<char> text, int limit, out int length)
    {
        var tokens = 0;
        var i = 0;
        while (i < text.Length)
        {
            var start = i;
            var c = text[i++];
            int cost;
            if (char.IsAsciiLetter(c))
            {
                // A capital after a small letter begins a new token: getName is two.
                while (i < text.Length && char.IsAsciiLetter(text[i]) && !(char.IsAsciiLetterUpper(text[i]) && char.IsAsciiLetterLower(text[i - 1])))
                {
                    i++;
                }

                cost = 1 + ((i - start - 1) / LettersPerToken);
            }
            else if (char.IsAsciiDigit(c))
            {
                while (i < text.Length && char.IsAsciiDigit(text[i]))
                {
                    i++;
                }

                cost = (i - start + DigitsPerToken - 1) / DigitsPerToken;
            }
            else if (c is ' ' or '\t' or '\r' or '\n')
            {
                while (i < text.Length && text[i] is ' ' or '\t' or '\r' or '\n')
                {
                    i++;
                }

                cost = i - start == 1 && c == ' ' ? 0 : 1; // a single blank belongs to the next word
            }
            else
            {
                cost = 1;
            }

            if (tokens + cost > limit)
            {
                length = start + Math.Min(i - start, (limit - tokens) * DigitsPerToken);
                return limit;
            }

            tokens += cost;
        }

        length = text.Length;
        return tokens;
    }
}
