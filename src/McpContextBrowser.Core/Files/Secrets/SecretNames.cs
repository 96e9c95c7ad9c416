using System.Collections.Frozen;

namespace McpContextBrowser.Core.Files.Secrets;

/// <summary>What a name says about the value that is assigned to it.</summary>
internal enum SecretKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Chosen by a person, perhaps: a short value with signs and digits is enough.</summary>
    Password,

    /// <summary>Made by a machine: only what looks random counts.</summary>
    Token,

    /// <summary>User and password in base64, or a token.</summary>
    Authorization,
}

/// <summary>Reads names such as <c>DB_PASSWORD</c>, <c>clientSecret</c> and <c>x-api-key</c> by their last words.</summary>
internal static class SecretNames
{
    private const int MostWords = 12;

    private static readonly FrozenSet<string> Passwords = Set("password passwd passphrase passcode pass pwd pw psw passwort kennwort mdp contrasena userpass secret secrets");

    private static readonly FrozenSet<string> Tokens = Set("token apikey apitoken authtoken accesstoken refreshtoken credential credentials creds appkey authkey dsn pat webhooksecret");

    private static readonly FrozenSet<string> Authorizations = Set("auth authorization bearer");

    // Before `key`: with any of these a key opens something; with others (primary, cache, foreign, sort …) it only names something.
    private static readonly FrozenSet<string> KeyKinds = Set(
        "api access secret private encryption encrypt decryption signing signature sign auth authentication account master service admin app application session hmac "
        + "aes des rsa cipher crypto subscription shared storage write deploy ssh jwt client consumer webhook server functions function host root cookie csrf token "
        + "integration license licence license ingest ingestion license security developer dev prod live project rest user site machine maps search db database "
        + "openai anthropic stripe sendgrid mailgun twilio datadog dd algolia cohere mistral gemini google azure aws gcp github gitlab newrelic pagerduty fastly okta heroku");

    // May follow the word that counts without changing its meaning.
    private static readonly FrozenSet<string> Suffixes = Set(
        "value val string str text plain plaintext cleartext raw default dev development prod production test staging live sandbox local new old current temp tmp backup "
        + "primary secondary main base base64 b64 hex header env me rw ro here const literal");

    // Lower-case compounds, as in `dbpassword` or `clientsecret`.
    private static readonly string[] PasswordEndings = ["password", "passwd", "passphrase", "secret", "pwd"];
    private static readonly string[] PassOwners = ["db", "user", "sql", "mysql", "root", "admin", "smtp", "mail", "ftp", "ssh", "redis", "pg", "login", "my"];
    private static readonly string[] TokenEndings =
        ["token", "apikey", "accesskey", "secretkey", "privatekey", "accountkey", "authkey", "encryptionkey", "signingkey", "masterkey", "sharedkey", "subscriptionkey", "licensekey"];

    /// <param name="name">Letters, digits, hyphens and underscores.</param>
    public static SecretKind Classify(ReadOnlySpan<char> name)
    {
        Span<Range> words = stackalloc Range[MostWords];
        var count = Words(name, words);
        while (count > 1 && (IsNumber(name[words[count - 1]]) || Suffixes.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name[words[count - 1]])))
        {
            count--;
        }

        if (count == 0)
        {
            return SecretKind.None;
        }

        var last = name[words[count - 1]];
        if (last.Equals("key", StringComparison.OrdinalIgnoreCase) || last.Equals("keys", StringComparison.OrdinalIgnoreCase))
        {
            return count > 1 && Has(KeyKinds, name[words[count - 2]]) ? SecretKind.Token : SecretKind.None;
        }

        return Has(Passwords, last) ? SecretKind.Password
            : Has(Tokens, last) ? SecretKind.Token
            : Has(Authorizations, last) ? SecretKind.Authorization
            : EndsWithAny(last, PasswordEndings) || IsOwnedPass(last) ? SecretKind.Password
            : EndsWithAny(last, TokenEndings) ? SecretKind.Token
            : SecretKind.None;
    }

    // Splits at signs and at the humps of camel case; of a very long name only the last words matter.
    private static int Words(ReadOnlySpan<char> name, Span<Range> words)
    {
        var count = 0;
        var start = 0;
        for (var i = 1; i <= name.Length; i++)
        {
            if (i < name.Length && !Splits(name, i))
            {
                continue;
            }

            if (name[start..i].Equals("public", StringComparison.OrdinalIgnoreCase))
            {
                return 0; // PublicKeyToken and the like
            }

            if (char.IsAsciiLetterOrDigit(name[start]))
            {
                if (count == words.Length)
                {
                    words[1..].CopyTo(words);
                    count--;
                }

                words[count++] = start..i;
            }

            start = i;
        }

        return count;
    }

    private static bool Splits(ReadOnlySpan<char> name, int i)
    {
        var (before, here) = (name[i - 1], name[i]);
        return !char.IsAsciiLetterOrDigit(here)
            || !char.IsAsciiLetterOrDigit(before)
            || (char.IsAsciiLetterLower(before) && char.IsAsciiLetterUpper(here))
            || (char.IsAsciiLetterUpper(before) && char.IsAsciiLetterUpper(here) && i + 1 < name.Length && char.IsAsciiLetterLower(name[i + 1]))
            || (char.IsAsciiLetter(before) && char.IsAsciiDigit(here) && IsNumber(name[i..]));
    }

    private static bool IsNumber(ReadOnlySpan<char> word) => !word.ContainsAnyExceptInRange('0', '9');

    private static bool IsOwnedPass(ReadOnlySpan<char> word)
    {
        if (!word.EndsWith("pass", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        foreach (var owner in PassOwners)
        {
            if (word[..^4].Equals(owner, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static bool EndsWithAny(ReadOnlySpan<char> word, string[] endings)
    {
        foreach (var ending in endings)
        {
            if (word.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Has(FrozenSet<string> set, ReadOnlySpan<char> word) => set.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
