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

    private readonly string _file;
    private readonly int _number;
    private readonly byte[] _line;
    private readonly Range _literal;
    private readonly Range _wild;
    private readonly WildMatchOptions _case;

    private IgnorePattern(string file, int number, byte[] line, bool ignoreCase)
    {
        _file = file;
        _number = number;
        _line = line;
        _case = ignoreCase ? WildMatchOptions.IgnoreCase : WildMatchOptions.None;
        Negative = line is [(byte)'!', ..];
        FoldersOnly = line.Length > (Negative ? 1 : 0) && line[^1] == '/';
        var start = Negative ? 1 : 0;
        var end = line.Length - (FoldersOnly ? 1 : 0);
        var named = !line.AsSpan(start..end).Contains((byte)'/');
        start += start < end && line[start] == '/' ? 1 : 0;
        var text = line.AsSpan(start..end);
        var literal = LiteralLength(text);
        Kind = literal == text.Length ? (named ? Form.Name : Form.Path) : (named ? Form.NameWild : Form.PathWild);
        if (Kind == Form.NameWild && text[0] == '*' && LiteralLength(text[1..]) == text.Length - 1)
        {
            Kind = Form.NameEnd;
            (_literal, _wild) = ((start + 1)..end, end..end);
        }
        else
        {
            // Git, too, matches only what follows the literal part, so in "foo**/bar" the stars stand at the start.
            (_literal, _wild) = (start..(start + literal), (start + literal)..end);
        }
    }

    public Form Kind { get; }

    /// <summary>The pattern began with <c>!</c>: what it matches is not ignored.</summary>
    public bool Negative { get; }

    /// <summary>The pattern ended with <c>/</c>.</summary>
    public bool FoldersOnly { get; }

    /// <summary><c>file:line:pattern</c>, as <c>git check-ignore -v</c> prints it.</summary>
    public string Rule => field ??= $"{_file}:{_number}:{Encoding.UTF8.GetString(_line)}";

    /// <summary>The text that <see cref="Kind"/> compares literally.</summary>
    public ReadOnlySpan<byte> Literal => _line.AsSpan(_literal);

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
        return line.Length == 0 || line.SequenceEqual("!"u8) || line.SequenceEqual("/"u8) || line.SequenceEqual("!/"u8)
            ? null
            : new(file, number, line.ToArray(), ignoreCase);
    }

    /// <summary>False when no name (for the two path forms: no path) that starts with this byte can match.</summary>
    public bool CouldStartWith(byte first)
    {
        var literal = Literal;
        return Kind == Form.NameEnd
            || (literal.IsEmpty
                ? WildMatch.CouldStartWith(_line.AsSpan(_wild), first, _case)
                : Same(literal[..1], [first]));
    }

    /// <summary>True when the pattern's text matches; <see cref="FoldersOnly"/> is the caller's to check.</summary>
    /// <param name="path">Path below the folder of the ignore file.</param>
    /// <param name="name">Its last part.</param>
    public bool Matches(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name) => Kind switch
    {
        Form.Name => name.Length == Literal.Length && Same(name, Literal),
        Form.NameEnd => name.Length >= Literal.Length && Same(name[^Literal.Length..], Literal),
        Form.NameWild => MatchesWild(name, WildMatchOptions.None),
        Form.Path => path.Length == Literal.Length && Same(path, Literal),
        _ => MatchesWild(path, WildMatchOptions.Pathname),
    };

    private bool MatchesWild(ReadOnlySpan<byte> text, WildMatchOptions options)
    {
        var literal = Literal;
        return text.Length >= literal.Length
            && Same(text[..literal.Length], literal)
            && WildMatch.Matches(_line.AsSpan(_wild), text[literal.Length..], options | _case);
    }

    private bool Same(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        if (_case == WildMatchOptions.None)
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
