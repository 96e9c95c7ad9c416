using System.Buffers;

namespace McpContextBrowser.Core.Files.Secrets;

/// <summary>Secrets whose place gives them away: in a URL, behind the scheme of an authorization, behind an option of a command.</summary>
internal static class Credentials
{
    private const int LongestUserInfo = 400;

    private static readonly SearchValues<char> UrlEnds = SearchValues.Create(" \t\r\n\"'`<>,|");
    private static readonly SearchValues<char> SignatureCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789%+/=");

    private static readonly ProviderRule[] Webhooks = [.. ProviderRules.All.Where(rule => rule.IsUrl)];
    private static readonly SearchValues<char> ArgumentEnds = SearchValues.Create(" \"'\t,;)\\");

    /// <summary>The password of <c>scheme://user:password@host</c> (RFC 3986 §3.2.1), or a token that stands in place of the user.</summary>
    /// <param name="at">Where <c>://</c> begins.</param>
    public static bool TryReadUrl(string text, int at, out SecretSpan span)
    {
        span = default;
        var start = at + 3;
        var rest = text.AsSpan(start, Math.Min(LongestUserInfo, text.Length - start));
        var stop = rest.IndexOfAny(UrlEnds);
        rest = stop < 0 ? rest : rest[..stop];
        var sign = EndOfUserInfo(rest);
        if (sign <= 0 || rest.StartsWith("[redacted:", StringComparison.Ordinal))
        {
            return false;
        }

        var colon = rest[..sign].IndexOf(':');
        var secret = rest[(colon + 1)..sign];
        var user = colon < 0 ? default : rest[..colon];
        var isSecret = colon < 0
            ? Randomness.LooksRandom(secret)
            : (ValueJudgement.IsExplicitPassword(secret) && !secret.Equals(user, StringComparison.OrdinalIgnoreCase))
                || Randomness.LooksRandom(user);
        if (!isSecret || (colon >= 0 && secret.IsEmpty))
        {
            return false;
        }

        // Sentry's and other services' keys stand in the user's place, with or without a password.
        span = colon >= 0 && Randomness.LooksRandom(user)
            ? new(start, start + sign, "url-password", Precise: false)
            : new(start + colon + 1, start + sign, "url-password", Precise: false);
        return true;
    }

    /// <summary>The part of an address that lets whoever knows it post or read: webhooks.</summary>
    /// <param name="at">Where <c>://</c> begins.</param>
    public static bool TryReadWebhook(string text, int at, out SecretSpan span)
    {
        var address = text.AsSpan(at, Math.Min(LongestUserInfo, text.Length - at));
        var stop = address.IndexOfAny(UrlEnds);
        address = stop < 0 ? address : address[..stop];
        foreach (var rule in Webhooks)
        {
            if (address.IndexOf(rule.Anchor, StringComparison.Ordinal) is var found and > 0 && rule.TryMatch(text, at + found, out span))
            {
                return true;
            }
        }

        span = default;
        return false;
    }

    /// <summary>The password of <c>user:password@tcp(host)/name</c>, a data source of Go's MySQL driver.</summary>
    /// <param name="at">Where <c>@tcp(</c> begins.</param>
    public static bool TryReadDataSource(string text, int at, out SecretSpan span)
    {
        var before = text.AsSpan(Math.Max(0, at - LongestUserInfo), Math.Min(at, LongestUserInfo));
        before = before[(before.LastIndexOfAny(UrlEnds) + 1)..];
        var colon = before.IndexOf(':');
        span = new(at - before.Length + colon + 1, at, "url-password", Precise: false);
        return colon >= 0 && ValueJudgement.IsExplicitPassword(before[(colon + 1)..]);
    }

    /// <summary>The signature of an Azure shared access signature, a URL's query or a text of its own.</summary>
    /// <param name="at">Where <c>sig=</c> begins, with one character before it.</param>
    public static bool TryReadSignature(string text, int at, out SecretSpan span)
    {
        var start = at + "&sig=".Length;
        var rest = text.AsSpan(start, Math.Min(200, text.Length - start));
        var stop = rest.IndexOfAnyExcept(SignatureCharacters);
        rest = stop < 0 ? rest : rest[..stop];
        span = new(start, start + rest.Length, "azure-sas", Precise: true);
        return rest.Length >= 40 && Randomness.LooksRandom(rest);
    }

    /// <summary><c>Bearer token</c> (RFC 6750) and <c>Basic base64</c> (RFC 7617).</summary>
    /// <param name="at">Where the scheme begins.</param>
    /// <param name="length">Of the scheme without the blank.</param>
    public static bool TryReadScheme(string text, int at, int length, out SecretSpan span)
    {
        span = default;
        var start = at + length;
        if (!TextEdges.BeginsToken(text, at) || start >= text.Length)
        {
            return false;
        }

        if (text[start] is ' ' or '+')
        {
            start++;
        }
        else if (string.CompareOrdinal(text, start, "%20", 0, 3) == 0)
        {
            start += 3;
        }
        else
        {
            return false;
        }

        var end = start;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '-' or '.' or '_' or '~' or '+' or '/' or '=' or '%' or ':' or '|'))
        {
            end++;
        }

        var value = text.AsSpan(start, end - start);
        var isBasic = char.ToUpperInvariant(text[at + 1]) == 'A';
        if (isBasic ? ValueJudgement.IsBasic(value) : Randomness.LooksRandom(value))
        {
            span = new(start, end, isBasic ? "basic-credentials" : "bearer-token", Precise: false);
            return true;
        }

        return false;
    }

    /// <summary>The password of <c>curl -u user:password</c>, <c>sshpass -p password</c>, <c>mysql -ppassword</c>, <c>redis-cli -a password</c>
    /// and <c>ConvertTo-SecureString "password"</c>, as their manuals have them.</summary>
    /// <param name="at">Where the command begins.</param>
    public static bool TryReadCommand(string text, int at, out SecretSpan span)
    {
        span = default;
        var line = text.AsSpan(at, Math.Min(500, text.Length - at));
        var stop = line.IndexOfAny('\r', '\n');
        line = stop < 0 ? line : line[..stop];
        foreach (var (command, option, hasUser) in Options)
        {
            if (!line.StartsWith(command, StringComparison.Ordinal) || line.IndexOf(option, StringComparison.Ordinal) is not (var found and >= 0))
            {
                continue;
            }

            var from = found + option.Length;
            while (from < line.Length && line[from] is '"' or '\'' or ' ' or '\\')
            {
                from++;
            }

            var value = line[from..];
            var close = value.IndexOfAny(ArgumentEnds);
            value = close < 0 ? value : value[..close];
            var colon = hasUser ? value.IndexOf(':') : -1;
            if (hasUser == (colon >= 0) && ValueJudgement.IsExplicitPassword(value[(colon + 1)..]) && !Placeholders.IsTemplate(value))
            {
                span = new(at + from + colon + 1, at + from + value.Length, "command-password", Precise: false);
                return true;
            }
        }

        return false;
    }

    private static (string Command, string Option, bool HasUser)[] Options { get; } =
    [
        ("curl ", " -u ", true), ("curl ", " --user ", true), ("curl ", " -u", true), ("sshpass ", " -p ", false), ("sshpass ", " -p", false), ("mysql", " -p", false),
        ("redis-cli ", " -a ", false), ("ConvertTo-SecureString ", "ConvertTo-SecureString ", false), ("ConvertTo-SecureString ", "-String ", false),
    ];

    // The user info ends at the last `@` before the path; a password may hold an `@` or `#` that nobody escaped, but no slash.
    private static int EndOfUserInfo(ReadOnlySpan<char> authority)
    {
        var end = authority.IndexOfAny("/?\\");
        return (end < 0 ? authority : authority[..end]).LastIndexOf('@');
    }
}
