using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace McpContextBrowser.Core.Embedding.Providers;

/// <summary>
/// Makes a failure of an answer that is none of 200. Of the body only the provider's own short words are taken (code, status, type):
/// messages can repeat the key or the text that was sent.
/// </summary>
internal static class RefusalReader
{
    private const int LongestWord = 60;

    public static AttemptFailure Read(HttpResponseMessage response, ReadOnlySpan<byte> body, TimeProvider time)
    {
        var words = new List<string>();
        TimeSpan? delay = null;
        try
        {
            ReadBody(body, words, ref delay);
        }
        catch (JsonException)
        {
            // An HTML page of a proxy, or nothing: the status says enough.
        }

        var kind = KindOf(response.StatusCode, words);
        var said = words.Count == 0 ? "" : $" ({string.Join(", ", words)})";
        return new(kind, $"answered with status {(int)response.StatusCode}{said}", RetryAfter(response.Headers, time) ?? delay) { IsFree = true };
    }

    private static FailureKind KindOf(HttpStatusCode status, List<string> words) => (int)status switch
    {
        429 when words.Contains("insufficient_quota") => FailureKind.QuotaUsedUp,
        429 => FailureKind.RateLimited,
        402 => FailureKind.QuotaUsedUp,
        401 or 403 => FailureKind.Refused,
        400 when words.Contains("API_KEY_INVALID") => FailureKind.Refused, // Google answers a wrong key so
        404 => FailureKind.ModelMissing,
        408 or 409 or 425 or >= 500 => FailureKind.Unavailable,
        >= 300 and < 400 => FailureKind.Blocked,
        _ => FailureKind.BadRequest,
    };

    /// <summary>Seconds, milliseconds (Azure, OpenAI) or a date.</summary>
    private static TimeSpan? RetryAfter(HttpResponseHeaders headers, TimeProvider time)
    {
        if (headers.TryGetValues("retry-after-ms", out var values)
            && double.TryParse(values.First(), CultureInfo.InvariantCulture, out var milliseconds)
            && milliseconds is >= 0 and < 1e9)
        {
            return TimeSpan.FromMilliseconds(milliseconds);
        }

        var wait = headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    /// <summary>Looks for the short words and Google's <c>"retryDelay":"34s"</c> at any depth.</summary>
    private static void ReadBody(ReadOnlySpan<byte> body, List<string> words, ref TimeSpan? delay)
    {
        var json = new Utf8JsonReader(body);
        var name = "";
        while (json.Read())
        {
            if (json.TokenType == JsonTokenType.PropertyName)
            {
                name = json.GetString()!;
            }
            else if (json.TokenType == JsonTokenType.String && name is ("code" or "status" or "type" or "reason"))
            {
                var word = json.GetString()!;
                if (word.Length is > 0 and <= LongestWord && word.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') && !words.Contains(word))
                {
                    words.Add(word);
                }
            }
            else if (json.TokenType == JsonTokenType.String
                && name == "retryDelay"
                && double.TryParse(json.GetString()!.TrimEnd('s'), CultureInfo.InvariantCulture, out var seconds)
                && seconds is >= 0 and < 1e6)
            {
                delay = TimeSpan.FromSeconds(seconds);
            }
        }
    }
}
