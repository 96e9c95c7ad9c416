using System.Buffers;
using System.Text;

namespace McpContextBrowser.Core.Files.Secrets;

/// <summary>Decides whether a value that stands where a secret could stand is one.</summary>
internal static class ValueJudgement
{
    private const int ShortestPassword = 6;
    private const int ShortestToken = 10;
    private const int Longest = 4096;
    private const double TokenBits = 11;

    private static readonly SearchValues<char> Strong = SearchValues.Create("!@#$%^&*+~?");
    private static readonly SearchValues<char> CodeSigns = SearchValues.Create("()[]{}|");
    private static readonly SearchValues<char> Punctuation = SearchValues.Create("!?.:*,;");

    // Marks of a regular expression, an expression, an escape sequence, or a hash that was made of a password.
    private static readonly SearchValues<string> Patterns =
        SearchValues.Create(["(?", ".*", "\\d", "\\w", "\\x", "\\u", "\\0", "\\1", "\\2", "\\r", "[A-Z", "[a-z", "[0-9", "://", "->", "=>", "()", "('", "(\"", "$2a$", "$2b$", "$2y$", "$argon2", "pbkdf2", "$5$", "$6$", "$apr1$"], StringComparison.Ordinal);

    /// <param name="kind">What the name promises.</param>
    /// <param name="isLiteral">True for quoted text and for forms in which everything is text; false when it may be an expression.</param>
    public static bool IsSecret(ReadOnlySpan<char> value, SecretKind kind, bool isLiteral)
    {
        if (value.Length is < ShortestPassword or > Longest || value.ContainsAny(" \t") || Placeholders.IsMasked(value) || Placeholders.IsTemplate(value))
        {
            return false;
        }

        if (!isLiteral && (value.ContainsAny(CodeSigns) || value[0] is '*' or '&' or '!' or '-' or '.'))
        {
            return false;
        }

        return kind switch
        {
            SecretKind.Password => IsPassword(value, isLiteral) || IsToken(value),
            SecretKind.Token => IsToken(value) || (value.Length >= ShortestToken && value.ContainsAny(Strong) && IsPassword(value, isLiteral) && (isLiteral || Randomness.Bits(value) > 2)),
            _ => IsBasic(value) || IsToken(value),
        };
    }

    /// <summary>A password in a place that is there for one, such as a URL: nearly everything counts.</summary>
    public static bool IsExplicitPassword(ReadOnlySpan<char> value) =>
        value.Length >= 3 && !Placeholders.IsMasked(value) && !Placeholders.IsTemplate(value) && !Placeholders.IsWords(value);

    /// <returns>True when the value is base64 of <c>user:password</c> in printable ASCII.</returns>
    public static bool IsBasic(ReadOnlySpan<char> value)
    {
        Span<byte> bytes = stackalloc byte[192];
        if (value.Length is < 8 or > 256 || !Convert.TryFromBase64Chars(value, bytes, out var length))
        {
            return false;
        }

        var text = bytes[..length];
        return text.IndexOf((byte)':') >= 0 && !text.ContainsAnyExceptInRange((byte)' ', (byte)'~')
            && !Placeholders.IsTemplate(Encoding.ASCII.GetString(text));
    }

    private static bool IsToken(ReadOnlySpan<char> value) =>
        value.Length >= ShortestToken && !value.ContainsAny(Patterns)
        && (Randomness.LooksRandom(value) || Randomness.Bits(value) >= TokenBits);

    private static bool IsPassword(ReadOnlySpan<char> value, bool isLiteral)
    {
        if (value.ContainsAny(Patterns) || value[0] is '"' or '\'' or '`' || (value[0] is '#' or '.' or '/' && Placeholders.IsName(value[1..])))
        {
            return false;
        }

        // A label ends with punctuation; so may a password, but then it has digits or other signs before.
        var body = value.TrimEnd("!?.:*,;");
        var (lower, upper, digits, strong, inside, other) = (0, 0, 0, 0, 0, 0);
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (char.IsAsciiDigit(c))
            {
                digits++;
                // A digit in the middle of a word, as in s3cret.
                inside += i > 0 && i + 1 < value.Length && char.IsAsciiLetter(value[i - 1]) && char.IsAsciiLetter(value[i + 1]) ? 1 : 0;
            }
            else if (char.IsAsciiLetterLower(c))
            {
                lower = 1;
            }
            else if (char.IsAsciiLetterUpper(c))
            {
                upper = 1;
            }
            else if (Strong.Contains(c))
            {
                strong += i < body.Length ? 1 : 0;
            }
            else
            {
                other += c > '~' ? 1 : 0;
            }
        }

        if (other > 0 || (digits == 0 && strong == 0))
        {
            return false;
        }

        // What stands unquoted may be a variable with a number in its name.
        if (!isLiteral && strong == 0)
        {
            return value.Length >= 8 && inside > 0 && digits > 1 && lower + upper > 1;
        }

        var endsInSign = body.Length < value.Length && Punctuation.Contains(value[^1]);
        return strong > 0 ? digits > 0 || lower + upper > 1 || strong > 1 || !Placeholders.IsWords(value)
            : !Placeholders.IsWords(value) && !IsList(value) && (inside > 0 || endsInSign || (value.Length >= 8 && digits > 1));
    }

    // Words and numbers with separators between them: `required|min:8`, `step-2`, `user_1`.
    private static bool IsList(ReadOnlySpan<char> value)
    {
        var separators = 0;
        var mixed = false;
        for (var i = 0; i < value.Length; i++)
        {
            if (!char.IsAsciiLetterOrDigit(value[i]))
            {
                separators++;
            }
            else if (i > 0 && char.IsAsciiLetterOrDigit(value[i - 1]) && char.IsAsciiDigit(value[i]) != char.IsAsciiDigit(value[i - 1]))
            {
                mixed = true;
            }
        }

        return separators > 0 && !mixed;
    }
}
