using System.Text;

namespace McpContextBrowser.Core.Files;

/// <summary>One line of an ignore file, compiled to the cheapest test that gives git's verdict (git's <c>dir.c</c>).</summary>
internal sealed class IgnorePattern
{
    /// <summary>What is compared before, or instead of, a wildcard match.</summary>
    internal enum Form : byte
    {
        /// <summary>The name is exactly the text.</summary>
        Name,

        /// <summary><c>*text</c>: the name ends with the text.</summary>
        NameEnd,

        /// <summary>The name starts with the literal part, the rest is matched with wildcards.</summary>
        NameWild,

        /// <summary>The path below the ignore file's folder is exactly the text.</summary>
        Path,

        /// <summary>That path starts with the literal part, the rest is matched with wildcards.</summary>
        PathWild,
    }

    private readonly byte[] _literal;
    private readonly byte[] _wild;
    private readonly bool _ignoreCase;

    private IgnorePattern(Form kind, byte[] literal, byte[] wild, bool negative, bool foldersOnly, bool ignoreCase, string rule)
    {
        Kind = kind;
        _literal = literal;
        _wild = wild;
        Negative = negative;
        FoldersOnly = foldersOnly;
        _ignoreCase = ignoreCase;
        Rule = rule;
    }

    public Form Kind { get; }

    /// <summary>The pattern began with <c>!</c>: what it matches is not ignored.</summary>
    public bool Negative { get; }

    /// <summary>The pattern ended with <c>/</c>.</summary>
    public bool FoldersOnly { get; }

    /// <summary><c>file:line:pattern</c>, as <c>git check-ignore -v</c> prints it.</summary>
    public string Rule { get; }

    /// <summary>The text that <see cref="Kind"/> compares literally.</summary>
    public ReadOnlySpan<byte> Literal => _literal;

    /// <summary>Compiles a line.</summary>
    /// <param name="line">Without its line end; its trailing spaces are taken off here.</param>
    /// <param name="file">The ignore file as verdicts name it.</param>
    /// <param name="number">1-based line.</param>
    /// <param name="ignoreCase">Match letters regardless of case, as git does with core.ignoreCase.</param>
    /// <returns>Null for a comment and for a line that can match nothing.</returns>
    public static IgnorePattern? Parse(ReadOnlySpan<byte> line, string file, int number, bool ignoreCase)
    {
        if (line.IsEmpty || line[0] == '#')
        {
            return null;
        }

        // Git works on C strings: a NUL ends the line.
        var nul = line.IndexOf((byte)0);
        line = WithoutTrailingSpaces(nul < 0 ? line : line[..nul]);
        var rule = $"{file}:{number}:{Encoding.UTF8.GetString(line)}";
        var negative = !line.IsEmpty && line[0] == '!';
        line = negative ? line[1..] : line;
        var foldersOnly = !line.IsEmpty && line[^1] == '/';
        line = foldersOnly ? line[..^1] : line;
        if (line.IsEmpty)
        {
            return null;
        }

        var named = !line.Contains((byte)'/');
        line = line[0] == '/' ? line[1..] : line;
        var literal = LiteralLength(line);
        var kind = literal == line.Length ? (named ? Form.Name : Form.Path) : (named ? Form.NameWild : Form.PathWild);
        if (kind == Form.NameWild && line[0] == '*' && LiteralLength(line[1..]) == line.Length - 1)
        {
            return new(Form.NameEnd, line[1..].ToArray(), [], negative, foldersOnly, ignoreCase, rule);
        }

        // Git, too, matches only what follows the literal part, so in "foo**/bar" the stars stand at the start.
        return new(kind, line[..literal].ToArray(), line[literal..].ToArray(), negative, foldersOnly, ignoreCase, rule);
    }

    /// <summary>True when the pattern's text matches; <see cref="FoldersOnly"/> is the caller's to check.</summary>
    /// <param name="path">Path below the folder of the ignore file.</param>
    /// <param name="name">Its last part.</param>
    public bool Matches(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name) => Kind switch
    {
        Form.Name => name.Length == _literal.Length && Same(name, _literal),
        Form.NameEnd => name.Length >= _literal.Length && Same(name[^_literal.Length..], _literal),
        Form.NameWild => MatchesWild(name, WildMatchOptions.None),
        Form.Path => path.Length == _literal.Length && Same(path, _literal),
        _ => MatchesWild(path, WildMatchOptions.Pathname),
    };

    private bool MatchesWild(ReadOnlySpan<byte> text, WildMatchOptions options) =>
        text.Length >= _literal.Length
        && Same(text[.._literal.Length], _literal)
        && WildMatch.Matches(_wild, text[_literal.Length..], options | (_ignoreCase ? WildMatchOptions.IgnoreCase : 0));

    private bool Same(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        if (!_ignoreCase)
        {
            return a.SequenceEqual(b);
        }

        // Ascii.EqualsIgnoreCase refuses bytes above 127; names may hold them.
        for (var i = 0; i < a.Length; i++)
        {
            if (Fold(a[i]) != Fold(b[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A–Z to a–z; all other bytes as they are.</summary>
    public static byte Fold(byte c) => c is >= (byte)'A' and <= (byte)'Z' ? (byte)(c | 0x20) : c;

    private static int LiteralLength(ReadOnlySpan<byte> pattern) =>
        pattern.IndexOfAny("*?[\\"u8) is var found && found < 0 ? pattern.Length : found;

    private static ReadOnlySpan<byte> WithoutTrailingSpaces(ReadOnlySpan<byte> line)
    {
        var end = 0;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '\\')
            {
                if (++i == line.Length)
                {
                    return line; // git stops looking at a backslash that ends the line
                }

                end = i + 1;
            }
            else if (line[i] != ' ')
            {
                end = i + 1;
            }
        }

        return line[..end];
    }
}
