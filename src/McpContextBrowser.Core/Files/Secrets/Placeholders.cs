using System.Collections.Frozen;

namespace McpContextBrowser.Core.Files.Secrets;

/// <summary>Values that stand where a secret would: masks, templates, references, and the words people write instead.</summary>
internal static class Placeholders
{
    private const int FewestDistinct = 5;

    // Words that documentation, samples and tests write for a value.
    private static readonly FrozenSet<string> Words = (
        "a abc access account add admin after all an and any api app apikey apitoken application are as at auth authentication authorization aws "
        + "bad bar basic baz bearer before blah bob bogus broken by change changeit changeme check client code config confirm confirmation content "
        + "correct credential credentials current custom data database db default demo dev development disabled do dummy email empty enabled "
        + "encrypted enter env environment error example expired expected fake false field file first fixme fixture foo foobar for forgot forgotten from "
        + "generated get git github guest hash hashed have header hello here hidden hint hunter id in input insert int integration invalid is it "
        + "jane john jwt key keys label letmein like local localhost long login lorem main manager masked me message missing mock mongo monkey my "
        + "mypass mypassword mysecret mytoken mysql name new nil no none not nothing null number of off ok old on one only opaque optional or "
        + "original other param part pass passphrase passw passwd password passwords path placeholder please postgres prod production provided "
        + "public pw pwd put qa query quux qux qwerty random read real redacted redis refresh remote remove replace replaceme request required "
        + "reset response root safe same sample secret secrets secure server service session set short should show simple some something "
        + "spec stage staging string strong stub super supersecret tbd temp temporary test testing tests text that the then this three tiger tmp "
        + "to todo token tokens tools true two type unchanged undefined unknown unset unused update use used user username valid value values "
        + "verify very via wait weak welcome with word wrong xxx yes you your yourself zero").Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly string[] Templates = ["${", "{{", "#{", "<%", "%(", "$(", "@{", "[[", "{%", "{0", "%s", "%{", "__"];

    /// <returns>True for a mask (<c>xxxx</c>, <c>****</c>, <c>…</c>), a count (<c>12345678</c>, <c>abcdef</c>) or anything with hardly
    /// any different characters.</returns>
    public static bool IsMasked(ReadOnlySpan<char> value)
    {
        if (value.Contains("xxxx", StringComparison.OrdinalIgnoreCase) || value.Contains("****", StringComparison.Ordinal)
            || value.Contains("...", StringComparison.Ordinal) || value.Contains('\u2022') || value.Contains('\u2026')
            || value.Contains("[redacted", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        var (seen, steps) = (0UL, 0);
        for (var i = 0; i < value.Length; i++)
        {
            seen |= 1UL << (value[i] & 63);
            if (i > 0 && (value[i] - value[i - 1] is 0 or 1 or -1 || (value[i - 1], value[i]) is ('9', '0' or 'a' or 'A')))
            {
                steps++;
            }
        }

        return System.Numerics.BitOperations.PopCount(seen) < FewestDistinct || steps * 3 > value.Length * 2;
    }

    /// <returns>True for a value that a template, a variable or the reader has still to fill in.</returns>
    public static bool IsTemplate(ReadOnlySpan<char> value)
    {
        foreach (var mark in Templates)
        {
            if (value.Contains(mark, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return (value[0] == '<' && value.Contains('>')) || (value[0] == '{' && value[^1] == '}') || (value[0] == '[' && value[^1] == ']')
            || (value.Length > 2 && value[0] == '%' && value[^1] == '%')
            || (value[0] is '$' or '@' or ':' && IsName(value[1..]));
    }

    /// <returns>True when nothing is left of the value but words of the list above, numbers and signs.</returns>
    public static bool IsWords(ReadOnlySpan<char> value)
    {
        var words = Words.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var i = 0; i < value.Length;)
        {
            if (!char.IsAsciiLetter(value[i]))
            {
                i++;
                continue;
            }

            var end = i + 1;
            while (end < value.Length && char.IsAsciiLetter(value[end]))
            {
                end++;
            }

            // The run as a whole, or else each of its camel-cased words.
            if (!words.Contains(value[i..end]))
            {
                end = i + 1;
                while (end < value.Length && (char.IsAsciiLetterLower(value[end]) || (char.IsAsciiLetterUpper(value[end]) && char.IsAsciiLetterUpper(value[end - 1]))))
                {
                    end++;
                }

                if (!words.Contains(value[i..end]))
                {
                    return false;
                }
            }

            i = end;
        }

        return true;
    }

    /// <returns>True for one identifier, or several joined by <c>.</c>, <c>::</c>, <c>-></c> or <c>/</c>.</returns>
    public static bool IsName(ReadOnlySpan<char> value)
    {
        foreach (var c in value)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.' or ':' or '-' or '>' or '/'))
            {
                return false;
            }
        }

        return value.Length > 0 && !char.IsAsciiDigit(value[0]);
    }
}
